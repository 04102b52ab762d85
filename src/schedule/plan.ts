/**
 * The year ahead of a schedule. Each period has its pay date, deadlines and due instant, and a mark
 * for anything that a payroll manager should see in advance.
 *
 * The plan is plain data. JSON.stringify writes it with ISO dates and instants.
 *
 * Promises
 *   - a period that cannot be dated (the bank calendar ends) is a row with a mark, never left out and
 *     never guessed;
 *   - the same schedule and span give the same plan on every machine.
 *
 * Elsewhere: what a change would move (plan/plan-diff.ts), and the plan as CSV and as a calendar
 * (plan/plan-csv.ts, plan/plan-ics.ts).
 */

import { type Answer, answer } from '#errors.ts';
import { knowsDay } from '#time/bank-calendar.ts';
import { type EpochDay, epochDayOf, fromEpochDay, isoOf, yearOf } from '#time/plain-date.ts';
import { celeryDifferences } from './cron/celery-difference.ts';
import { datedPeriods } from './dated-periods.ts';
import { approvalDeadline, inputCutoff } from './deadlines.ts';
import { dueInstant } from './due-instant.ts';
import {
  epochDaysOf,
  type PaidDay,
  type PeriodSpan,
  paidDay,
  paidPeriods,
  toPayPeriod,
} from './pay-period.ts';
import type { DatedPeriod, PaySchedule } from './pay-schedule.ts';
import { type ClockChanges, clockChangeDays, marksOf, taxYearOf } from './plan/marks.ts';
import type { Plan, PlanRow } from './plan/planned.ts';
import { mayLeaveGaps } from './seasons.ts';
import { stageInstants } from './stages.ts';

/**
 * The periods paid in the span (`by: 'end'`: the periods that end in it).
 *
 * Refusals: `span_backwards`, `span_too_long`.
 */
export function planSchedule(schedule: PaySchedule, span: PeriodSpan): Answer<Plan> {
  const days = epochDaysOf(span);
  if (!days.ok) return days;
  const { fromDay, toDay } = days.value;
  const by = span.by ?? 'pay';
  const changes = clockChangeDays(schedule, { fromDay: fromDay - 100, toDay: toDay + 100 });
  const rows = numbered(schedule, { fromDay, toDay, by }).map((one) =>
    toRow(schedule, { ...one, changes }),
  );
  return answer({
    code: schedule.code,
    title: schedule.title,
    frequency: schedule.frequency,
    timeZone: schedule.timeZone,
    calendar: schedule.calendar.id,
    fromOn: span.fromOn,
    toOn: span.toOn,
    rows,
    notes: notesOf(schedule, { fromDay, toDay }),
  });
}

interface Numbered {
  readonly dated: DatedPeriod;
  readonly paid: PaidDay;
  readonly payDateOfYear: number;
}

/** Numbers the pay dates from the first of their tax year, which may be before the span. */
function numbered(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay; by: 'end' | 'pay' },
): readonly Numbered[] {
  const ending = span.by === 'end' ? paidPeriods(schedule, span) : null;
  const payDays = ending === null ? [span.fromDay, span.toDay] : ending.map((one) => one.paid.day);
  const first = Math.min(...payDays);
  const last = Math.max(...payDays);
  if (payDays.length === 0) return [];
  let yearDay = taxYearOf(schedule, first).firstDay;
  let count = 0;
  const counted = paidPeriods(schedule, { fromDay: yearDay, toDay: last, by: 'pay' }).map((one) => {
    const { firstDay } = taxYearOf(schedule, one.paid.day);
    count = firstDay === yearDay ? count + 1 : 1;
    yearDay = firstDay;
    return { ...one, payDateOfYear: count };
  });
  if (ending === null) return counted.filter((one) => one.paid.day >= span.fromDay);
  const ends = new Set(ending.map((one) => one.dated.endDay));
  return counted.filter((one) => ends.has(one.dated.endDay));
}

function toRow(schedule: PaySchedule, of: Numbered & { changes: ClockChanges }): PlanRow {
  const { dated, paid, payDateOfYear } = of;
  const payDay = paid.kind === 'known' ? paid.day : null;
  const reason = paid.kind === 'known' ? paid.reason : unknownReason(schedule, paid.day);
  const period = toPayPeriod(dated, { day: payDay ?? dated.nominalDay, reason });
  const asks = { period, zone: schedule.timeZone, calendar: schedule.calendar };
  // Without a pay date, dates counted from it are unknown.
  const cutoff = payDay === null ? null : inputCutoff(schedule, period);
  const approval = payDay === null ? null : approvalDeadline(schedule, period);
  const staged = payDay === null ? null : stageInstants(schedule, period);
  const needsPayDate = needsPayDateOf(schedule);
  const due =
    schedule.rule === null || (needsPayDate && payDay === null)
      ? null
      : dueInstant({ ...asks, rule: schedule.rule });
  const row = {
    startOn: period.startOn,
    endOn: period.endOn,
    nominalPayOn: period.nominalPayOn,
    payOn: payDay === null ? null : period.payOn,
    payOnReason: reason,
    payDateOfYear,
    inputCutoff: cutoff?.ok ? cutoff.value : null,
    due: due?.ok ? due.value : null,
    approvalDeadline: approval?.ok ? approval.value : null,
    approve: staged?.ok ? staged.value.approve : null,
  };
  const refusals = [cutoff, approval, due].flatMap((one) => (one && !one.ok ? [one.refusal] : []));
  const neighbours = neighboursOf(schedule, dated);
  const gap = gapBefore(schedule, dated);
  const marked = { row, dated, paid, neighbours, gap, refusals, changes: of.changes };
  return { ...row, marks: marksOf(schedule, marked) };
}

function needsPayDateOf({ rule }: PaySchedule): boolean {
  if (rule === null) return false;
  const { when } = rule;
  return when.kind === 'weekday' ? when.from === 'pay_date' : when.kind === 'days_before_pay_date';
}

/** Pay dates by rule rise with their periods. Only a pay date set by hand can change the order. */
function neighboursOf(schedule: PaySchedule, { startDay, endDay }: DatedPeriod) {
  if (schedule.overrides.size === 0) return { before: null, after: null };
  const day = (found: DatedPeriod | undefined) => {
    const paid = found === undefined ? null : paidDay(schedule, found);
    return paid?.kind === 'known' ? paid.day : null;
  };
  return {
    before: day(datedPeriods(schedule, { fromDay: startDay - 1, toDay: startDay - 1 })[0]),
    after: day(datedPeriods(schedule, { fromDay: endDay + 1, toDay: endDay + 367 })[0]),
  };
}

/** Only a list and a season can leave days out. */
function gapBefore(schedule: PaySchedule, { startDay }: DatedPeriod) {
  if (!mayLeaveGaps(schedule)) return null;
  const reach = { fromDay: startDay - 366, toDay: startDay - 1 };
  const before = datedPeriods(schedule, reach).at(-1);
  if (before === undefined || before.endDay === startDay - 1) return null;
  return { fromDay: before.endDay + 1, toDay: startDay - 1 };
}

function unknownReason(schedule: PaySchedule, day: EpochDay): string {
  return `the calendar ${schedule.calendar.id} does not know ${yearOf(day)}`;
}

function notesOf(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay },
): readonly string[] {
  const notes: string[] = [];
  const { calendar, rule } = schedule;
  if (!knowsDay(calendar, span.toDay)) {
    const last = isoOf(epochDayOf({ year: calendar.lastYear, month: 12, day: 31 }));
    notes.push(
      `The calendar ${calendar.id} ends on ${last}, before the plan does (${fromEpochDay(span.toDay)}).`,
    );
  }
  if (rule?.when.kind === 'cron') {
    for (const { message } of celeryDifferences(rule.when.cron, { day: span.fromDay, minute: 0 })) {
      notes.push(message);
    }
  }
  return notes;
}
