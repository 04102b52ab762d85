/**
 * Reads the deadlines of a schedule, and the calendar whose working days they count.
 *
 * Without `deadline_calendar` that is the bank's calendar. The usual approval deadline is what the
 * bank needs, so it then counts only days on which both are open.
 */

import type { DeadlineRule, Stages } from '#schedule/pay-schedule.ts';
import { type BankCalendar, joinCalendars } from '#time/bank-calendar.ts';
import { weekdayNamed } from '#time/day-names.ts';
import type { ReportIssue } from './read-basis.ts';
import { joinNamed } from './read-calendars.ts';
import type { ScheduleShape } from './schedule-shape.ts';

export interface Deadlines {
  readonly inputCutoff: DeadlineRule | null;
  readonly approvalDeadline: DeadlineRule;
  readonly stages: Stages;
}

type DeadlineShape = NonNullable<ScheduleShape['input_cutoff']>;

const noon = new Temporal.PlainTime(12, 0);
const five = new Temporal.PlainTime(17, 0);
/** A bank needs two banking days to deliver a direct deposit file on its pay date. */
const usualBankingDays = 2;

/** Null if the calendar is unknown, or a deadline contradicts itself. */
export function readDeadlines(
  shape: ScheduleShape,
  context: {
    readonly calendar: BankCalendar;
    readonly known: readonly BankCalendar[];
    readonly report: ReportIssue;
  },
): Deadlines | null {
  const { calendar: bank, report } = context;
  const named = shape.deadline_calendar;
  const calendar =
    named === undefined ? bank : joinNamed(named, { ...context, key: '/deadline_calendar' });
  if (calendar === null) return null;
  const read = (of: DeadlineShape | undefined, key: string, at: Temporal.PlainTime) =>
    readDeadline(of, { key, at, calendar, report });
  const inputCutoff = read(shape.input_cutoff, '/input_cutoff', noon);
  const approval = read(shape.approval_deadline, '/approval_deadline', five);
  const prepare = read(shape.stages?.prepare, '/stages/prepare', noon);
  const approve = read(shape.stages?.approve, '/stages/approve', five);
  if (inputCutoff === 'wrong' || approval === 'wrong') return null;
  if (prepare === 'wrong' || approve === 'wrong') return null;
  const lateInputs = shape.stages?.prepare?.late_inputs ?? 'told';
  return {
    inputCutoff: prepare ?? inputCutoff,
    // Without a deadline of its own, the stage says until when an approval is in time.
    approvalDeadline: approval ?? approve ?? usual(shape, bothOf(bank, calendar)),
    stages: { prepare: prepare === null ? null : { lateInputs }, approve },
  };
}

/** Daily pay is calculated on the day before it arrives: two days would be before its own day. */
function usual(shape: ScheduleShape, calendar: BankCalendar): DeadlineRule {
  const days = shape.frequency === 'daily' ? 0 : usualBankingDays;
  const counted = { kind: 'business_days', days } as const;
  return { counted, direction: 'before', from: 'pay_date', at: five, calendar };
}

/** The bank's own calendar if the two have no year in common: it decides when money moves. */
function bothOf(bank: BankCalendar, own: BankCalendar): BankCalendar {
  if (bank === own) return bank;
  const joined = joinCalendars([bank, own]);
  return joined.ok ? joined.value : bank;
}

/** Null: there is none. `wrong`: it was reported. */
function readDeadline(
  shape: DeadlineShape | undefined,
  how: {
    readonly key: string;
    readonly at: Temporal.PlainTime;
    readonly calendar: BankCalendar;
    readonly report: ReportIssue;
  },
): DeadlineRule | null | 'wrong' {
  if (shape === undefined) return null;
  const { key, calendar, report } = how;
  const { business_days: days, weekday, before, after, convention } = shape;
  if ((days === undefined) === (weekday === undefined)) {
    report(
      key,
      'deadline_kind',
      'A deadline needs business_days or a weekday, exactly one of them.',
    );
    return 'wrong';
  }
  if (before !== undefined && after !== undefined) {
    report(key, 'deadline_direction', 'A deadline is before a date or after one, not both.');
    return 'wrong';
  }
  if (weekday !== undefined && before === undefined && after === undefined) {
    const message =
      'A weekday needs a direction: "before": "pay_date", "before": "period_end" or "after": "period_end".';
    report(key, 'deadline_direction', message);
    return 'wrong';
  }
  const place = {
    direction: after === undefined ? 'before' : 'after',
    from: after ?? before ?? 'pay_date',
    at: shape.at ?? how.at,
    calendar,
  } as const;
  if (weekday !== undefined) {
    const number = weekdayNamed(weekday);
    const counted = {
      kind: 'weekday',
      weekday: number,
      convention: convention ?? 'preceding',
    } as const;
    return { counted, ...place };
  }
  if (convention !== undefined) {
    const message = 'convention has no effect here: a counted working day is never closed.';
    report(`${key}/convention`, 'key_not_applicable', message);
    return 'wrong';
  }
  return { counted: { kind: 'business_days', days: days ?? 0 }, ...place };
}
