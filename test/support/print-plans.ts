/**
 * Prints plans of many schedules, periods and cron expressions.
 *
 * src/schedule/machine-zones.test.ts runs it under several time zones of the machine and compares
 * the output.
 */

import { parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrences, previousOccurrence } from '#schedule/cron/occurrences.ts';
import { paySchedule } from '#schedule/definition/parse-schedule.ts';
import { planToCsv } from '#schedule/plan/plan-csv.ts';
import { planToIcs } from '#schedule/plan/plan-ics.ts';
import { planSchedule } from '#schedule/plan.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { clockChangesBetween } from '#time/zone.ts';

const zones = ['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
const schedules = [
  {
    frequency: 'weekly',
    anchor: '2026-01-02',
    pay_date: { days_after_end: 5 },
    calendar: 'uk-scotland',
    rule: { cron: '30 1 * * sun' },
  },
  {
    frequency: 'biweekly',
    anchor: '2026-01-02',
    calendar: 'fed',
    rule: { days_before_end: 0, at: '02:30' },
  },
  {
    frequency: 'semimonthly',
    calendar: 'target2',
    input_cutoff: { business_days: 3 },
    rule: { days_before_pay_date: 2, business_days: true, at: '00:15' },
  },
];

const planned = { fromOn: plainDate('2026-01-01'), toOn: plainDate('2027-06-30') };
const stampAt = Temporal.Instant.from('2026-01-01T00:00Z');

for (const time_zone of zones) {
  for (const json of schedules) {
    const schedule = paySchedule({ code: 'X', ...json, time_zone });
    const plan = planSchedule(schedule, planned);
    if (!plan.ok) throw new Error(plan.refusal.message);
    process.stdout.write(`${JSON.stringify(plan.value)}\n${planToCsv(plan.value)}`);
    process.stdout.write(planToIcs(plan.value, { stampAt }));
  }
  const span = { fromOn: plainDate('2023-01-01'), toOn: plainDate('2030-12-31') };
  for (const change of clockChangesBetween(time_zone, span)) {
    const after = change.at.subtract({ hours: 5 });
    for (const text of ['*/20 * * * *', '30 2 * * *', '0 0 L * *']) {
      const cron = parseCron(text);
      if (!cron.ok) throw new Error(cron.refusal.message);
      const found = nextOccurrences(cron.value, { after, zone: time_zone, count: 20 });
      const before = previousOccurrence(cron.value, { before: change.at, zone: time_zone });
      process.stdout.write(`${text} ${before?.at} ${found.map(({ at }) => `${at}`).join(' ')}\n`);
    }
  }
}
