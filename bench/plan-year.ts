/**
 * Measures planning one year for many schedules, and the next times of cron expressions:
 *
 * `node --conditions=paybeat-source bench/plan-year.ts [SCHEDULES]`
 *
 * Default: 10,000 schedules. A quarter each is weekly, biweekly, semimonthly and monthly. They are
 * in four zones, with deadlines and a rule. It prints seconds, rows and memory as JSON.
 */

import { assert } from '#errors.ts';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrence } from '#schedule/cron/occurrences.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import { planSchedule } from '#schedule/plan.ts';
import { plainDate } from '#time/plain-date.fixture.ts';

const count = Number(process.argv[2] ?? 10_000);
const zones = ['America/New_York', 'Europe/London', 'America/Los_Angeles', 'Asia/Tokyo'];
const frequencies = ['weekly', 'biweekly', 'semimonthly', 'monthly'];

function scheduleAt(index: number): PaySchedule {
  const isWeeks = index % 4 < 2;
  const parsed = parseSchedule({
    code: `S${index}`,
    frequency: frequencies[index % 4],
    time_zone: zones[index % 4],
    calendar: 'fed',
    ...(isWeeks ? { anchor: '2026-01-02', pay_date: { days_after_end: 5 } } : {}),
    input_cutoff: { business_days: 4 },
    rule:
      index % 3 === 0
        ? { cron: '0 14 * * fri' }
        : { days_before_pay_date: 3, business_days: true, at: '14:00' },
  });
  assert(parsed.ok, 'the schedule is sound');
  return parsed.value;
}

function timed<T>(work: () => T): { result: T; seconds: number; cpuSeconds: number } {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const used = process.cpuUsage(cpu);
  return {
    result,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
  };
}

const parsed = timed(() => Array.from({ length: count }, (_, index) => scheduleAt(index)));
const span = { fromOn: plainDate('2026-07-01'), toOn: plainDate('2027-06-30') };
const planned = timed(() => {
  let rows = 0;
  for (const schedule of parsed.result) {
    const plan = planSchedule(schedule, span);
    assert(plan.ok, 'the span is sound');
    rows += plan.value.rows.length;
  }
  return rows;
});

const after = Temporal.Instant.from('2026-03-07T12:34:56Z');
const zone = 'America/New_York';
const cron = Object.fromEntries(
  ['0 2 25 * *', '*/5 * * * *', '30 2 8 * sun', '0 0 29 2 *', '0 0 L * *'].map((text) => {
    const expression = parseCron(text);
    assert(expression.ok, 'the expression is sound');
    const runs = 20_000;
    const { seconds } = timed(() => {
      for (let run = 0; run < runs; run += 1) nextOccurrence(expression.value, { after, zone });
    });
    return [text, Number(((seconds / runs) * 1e6).toFixed(1))];
  }),
);

const report = {
  schedules: count,
  parseSeconds: Number(parsed.seconds.toFixed(2)),
  planSeconds: Number(planned.seconds.toFixed(2)),
  planCpuSeconds: Number(planned.cpuSeconds.toFixed(2)),
  rows: planned.result,
  rssMegabytes: Math.round(process.memoryUsage().rss / 1e6),
  cronNextMicroseconds: cron,
};
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
