/**
 * The pay periods of a schedule. Each has its nominal pay date, the actual pay date, and the reason
 * if the two differ.
 *
 * Promises
 *   - consecutive periods of a schedule leave no overlap, and no gap that the schedule does not mean;
 *   - a pay date beyond the years that the bank calendar knows is refused, never guessed.
 */

import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { counted } from '#text/counted.ts';
import {
  type BankCalendar,
  bankingDayFrom,
  bankingDaysBefore,
  closedBecause,
  refuseUnknownDay,
} from '#time/bank-calendar.ts';
import { countedOver } from '#time/closings-in-words.ts';
import { adjust, type ConventionRule, movesNothing } from '#time/conventions.ts';
import { dayInWords, type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { datedPeriods } from './dated-periods.ts';
import type { DatedPeriod, PaySchedule } from './pay-schedule.ts';

export interface PayPeriod {
  /** The first and last day, both included. */
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
  /** A banking day by the schedule's convention, or the day that was set by hand. */
  readonly payOn: Temporal.PlainDate;
  readonly payOnReason: string;
}

export interface PeriodSpan {
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  /** The date of a period that must be in the span: its last day (default) or its pay date. */
  readonly by?: 'end' | 'pay';
}

/** The actual pay day for a nominal pay day, or why it is unknown. */
export type PaidDay =
  | {
      readonly kind: 'known';
      readonly day: EpochDay;
      readonly reason: string;
      readonly change: 'kept' | 'moved' | 'counted' | 'by_hand';
    }
  | { readonly kind: 'unknown'; readonly day: EpochDay };

/** How many days before its first day or after its last day a period added by hand can be paid. */
const byHandDaysMax = 62;
const spanDaysMax = 366 * 60;
/**
 * Longer than any distance from a period's end to its pay date: two months by rule, one more by
 * hand.
 */
const payReachDays = 130;

/**
 * The periods whose last day falls in the span, both ends included (`by: 'pay'`: whose pay date
 * does). The list stops at the first pay date beyond the years that the bank calendar knows. The
 * answer includes the refusal of that pay date.
 *
 * Refusals: `span_backwards`, `span_too_long` (60 years).
 */
export function knownPayPeriods(
  schedule: PaySchedule,
  span: PeriodSpan,
): Answer<{ readonly periods: readonly PayPeriod[]; readonly beyond: Refused | null }> {
  const days = epochDaysOf(span);
  if (!days.ok) return days;
  const periods: PayPeriod[] = [];
  for (const { dated, paid } of paidPeriods(schedule, { ...days.value, by: span.by ?? 'end' })) {
    if (paid.kind === 'unknown') {
      const beyond = refuseUnknownDay(schedule.calendar, paid.day);
      return answer({ periods, beyond });
    }
    periods.push(toPayPeriod(dated, paid));
  }
  return answer({ periods, beyond: null });
}

/** The periods of a span in whole days, each with its actual pay day. */
export function paidPeriods(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay; by: 'end' | 'pay' },
): readonly { readonly dated: DatedPeriod; readonly paid: PaidDay }[] {
  const { fromDay, toDay, by } = span;
  const reach = by === 'pay' ? payReachDays : 0;
  const dated = datedPeriods(schedule, { fromDay: fromDay - reach, toDay: toDay + reach });
  const paid = dated.map((one) => ({ dated: one, paid: paidDay(schedule, one) }));
  if (by === 'end') return paid;
  return paid.filter((one) => one.paid.day >= fromDay && one.paid.day <= toDay);
}

/**
 * A period added by hand. Without a pay date it is paid on its last day, moved by the convention.
 *
 * Refusals: `period_backwards`, `period_too_long`, `pay_date_too_far`, `calendar_year_unknown`.
 */
export function payPeriodByHand(ask: {
  startOn: Temporal.PlainDate;
  endOn: Temporal.PlainDate;
  payOn: Temporal.PlainDate | null;
  calendar: BankCalendar;
  convention: ConventionRule;
}): Answer<PayPeriod> {
  const startDay = toEpochDay(ask.startOn);
  const endDay = toEpochDay(ask.endOn);
  if (endDay < startDay || endDay - startDay > 366) {
    return refuse({
      family: 'invalid',
      code: endDay < startDay ? 'period_backwards' : 'period_too_long',
      message: `A pay period from ${ask.startOn} to ${ask.endOn} ${endDay < startDay ? 'ends before it starts' : 'is longer than a year'}.`,
      issues: [
        {
          pointer: '/end',
          code: 'period_bounds',
          message: 'The last day must come after the first day, and within one year.',
        },
      ],
    });
  }
  const nominalDay = ask.payOn === null ? endDay : toEpochDay(ask.payOn);
  if (nominalDay < startDay - byHandDaysMax || nominalDay > endDay + byHandDaysMax) {
    const from = dayInWords(startDay - byHandDaysMax);
    const to = dayInWords(endDay + byHandDaysMax);
    const message = `A pay period from ${ask.startOn} to ${ask.endOn} is paid from ${from} to ${to}, not on ${dayInWords(nominalDay)}.`;
    return refuse({
      family: 'invalid',
      code: 'pay_date_too_far',
      message,
      hint: 'Check the year of the pay date.',
      issues: [{ pointer: '/pay_date', code: 'pay_date_too_far', message }],
    });
  }
  const paid = adjustedDay(nominalDay, ask);
  if (paid.kind === 'unknown') return refuseUnknownDay(ask.calendar, paid.day);
  return answer(toPayPeriod({ startDay, endDay, nominalDay }, paid));
}

/**
 * The pay day that the schedule sets by hand, if any. Otherwise the rule of the pay day and the
 * calendar decide.
 */
export function paidDay(
  schedule: PaySchedule,
  period: Pick<DatedPeriod, 'nominalDay' | 'payMove'>,
): PaidDay {
  const { nominalDay, payMove } = period;
  const override = schedule.overrides.get(nominalDay);
  if (override !== undefined && override.payDay !== null) {
    const words = `changed by hand: ${dayInWords(nominalDay)} → ${dayInWords(override.payDay)}`;
    return {
      kind: 'known',
      day: override.payDay,
      reason: `${words} (${override.reason})`,
      change: 'by_hand',
    };
  }
  const { calendar } = schedule;
  if (payMove === undefined) return adjustedDay(nominalDay, schedule);
  return payMove.kind === 'counted'
    ? countedDay(nominalDay, { ...payMove, calendar })
    : adjustedDay(nominalDay, { ...payMove, calendar });
}

/** So many banking days before the last banking day on or before the nominal day. */
function countedDay(
  nominalDay: EpochDay,
  how: {
    readonly bankingDays: number;
    readonly from: 'month' | 'period';
    readonly calendar: BankCalendar;
  },
): PaidDay {
  const { calendar, bankingDays } = how;
  const lastDay = bankingDayFrom(calendar, { day: nominalDay, step: -1 });
  const day =
    lastDay === null || bankingDays === 0
      ? lastDay
      : bankingDaysBefore(calendar, { day: lastDay, days: bankingDays });
  if (lastDay === null || day === null) return { kind: 'unknown', day: nominalDay };
  const last = `the last banking day of the ${how.from}`;
  if (bankingDays === 0) return { kind: 'known', day, reason: `it is ${last}`, change: 'counted' };
  const over = countedOver(calendar, { fromDay: lastDay, toDay: day });
  const reason = `${counted(bankingDays, 'banking day')} before ${last}, ${dayInWords(lastDay)}${over === '' ? '' : `, not counting ${over}`}`;
  return { kind: 'known', day, reason, change: 'counted' };
}

export function toPayPeriod(
  dated: DatedPeriod,
  paid: { day: EpochDay; reason: string },
): PayPeriod {
  const nominalPayOn = fromEpochDay(dated.nominalDay);
  return {
    startOn: fromEpochDay(dated.startDay),
    endOn: fromEpochDay(dated.endDay),
    nominalPayOn,
    payOn: paid.day === dated.nominalDay ? nominalPayOn : fromEpochDay(paid.day),
    payOnReason: paid.reason,
  };
}

/** Refusals: `span_backwards`, `span_too_long`. */
export function epochDaysOf(
  span: PeriodSpan,
): Answer<{ readonly fromDay: EpochDay; readonly toDay: EpochDay }> {
  const fromDay = toEpochDay(span.fromOn);
  const toDay = toEpochDay(span.toOn);
  if (toDay < fromDay) {
    return refuse({
      family: 'invalid',
      code: 'span_backwards',
      message: `The span from ${span.fromOn} to ${span.toOn} ends before it starts.`,
      hint: 'Put the earlier date first.',
    });
  }
  if (toDay - fromDay > spanDaysMax) {
    return refuse({
      family: 'invalid',
      code: 'span_too_long',
      message: `The span from ${span.fromOn} to ${span.toOn} is longer than 60 years.`,
      hint: 'Ask for a shorter span.',
    });
  }
  return answer({ fromDay, toDay });
}

function keptBecause(
  day: EpochDay,
  how: { calendar: BankCalendar; convention: ConventionRule },
): string {
  if (movesNothing(how.convention)) return 'the schedule never moves its pay dates';
  const because = closedBecause(how.calendar, day);
  return because === null
    ? 'it is a banking day'
    : `${dayInWords(day)} is closed (${because}), and the schedule does not move it`;
}

function adjustedDay(
  nominalDay: EpochDay,
  how: { calendar: BankCalendar; convention: ConventionRule },
): PaidDay {
  const adjusted = adjust(nominalDay, how);
  if (adjusted.kind === 'unknown') return adjusted;
  if (adjusted.kind === 'kept') {
    return { kind: 'known', day: nominalDay, reason: keptBecause(nominalDay, how), change: 'kept' };
  }
  const side = adjusted.day < nominalDay ? 'before' : 'after';
  const notThere = adjusted.notThere === null ? '' : ` (${adjusted.notThere})`;
  return {
    kind: 'known',
    day: adjusted.day,
    reason: `${adjusted.closed}; moved to ${dayInWords(adjusted.day)}, the banking day ${side} it${notThere}`,
    change: 'moved',
  };
}
