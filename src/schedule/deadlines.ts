/**
 * The deadlines of a pay period: the last instant for inputs, and the last instant for an approval
 * that still meets the pay date.
 *
 * Both are counted back in banking days, from the actual pay date or from the period's end. So a
 * deadline always falls on a working day. It has a time of day in the schedule's zone.
 */

import { type Answer, answer } from '#errors.ts';
import { bankingDaysBefore, refuseUnknownDay } from '#time/bank-calendar.ts';
import { countedOver } from '#time/closings-in-words.ts';
import { dayInWords, type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { resolveLocal } from '#time/zone.ts';
import type { PayPeriod } from './pay-period.ts';
import type { DeadlineRule, PaySchedule } from './pay-schedule.ts';

export interface Deadline {
  readonly at: Temporal.Instant;
  readonly local: Temporal.PlainDateTime;
  readonly zone: string;
  readonly why: string;
}

type BoundsOfPeriod = Pick<PayPeriod, 'endOn' | 'payOn' | 'nominalPayOn'>;

/** Null: inputs are accepted until the run opens. Refusals: `calendar_year_unknown`. */
export function inputCutoff(
  schedule: PaySchedule,
  period: BoundsOfPeriod,
): Answer<Deadline | null> {
  const override = schedule.overrides.get(toEpochDay(period.nominalPayOn));
  const rule = schedule.inputCutoff;
  if (override !== undefined && override.inputCutoffDay !== null) {
    const at = rule?.at ?? endOfDay;
    const why = `Set by hand: ${override.reason}.`;
    return answer(deadlineOn(override.inputCutoffDay, { at, why, zone: schedule.timeZone }));
  }
  return rule === null ? answer(null) : countBack(schedule, { rule, period });
}

/** Refusals: `calendar_year_unknown`. */
export function approvalDeadline(schedule: PaySchedule, period: BoundsOfPeriod): Answer<Deadline> {
  return countBack(schedule, { rule: schedule.approvalDeadline, period });
}

const endOfDay = new Temporal.PlainTime(17, 0);

function countBack(
  schedule: PaySchedule,
  from: { rule: DeadlineRule; period: BoundsOfPeriod },
): Answer<Deadline> {
  const { rule, period } = from;
  const base = toEpochDay(rule.before === 'pay_date' ? period.payOn : period.endOn);
  const days = rule.businessDays;
  const day = bankingDaysBefore(schedule.calendar, { day: base, days });
  if (day === null) return refuseUnknownDay(schedule.calendar, base);
  const name = rule.before === 'pay_date' ? 'pay date' : "period's end";
  const count = `${days} banking day${days === 1 ? '' : 's'}`;
  const over = countedOver(schedule.calendar, { fromDay: base, toDay: day });
  const why = `${count} before the ${name}, ${dayInWords(base)}${over === '' ? '' : `, not counting ${over}`}.`;
  return answer(deadlineOn(day, { at: rule.at, why, zone: schedule.timeZone }));
}

function deadlineOn(
  day: EpochDay,
  of: { at: Temporal.PlainTime; why: string; zone: string },
): Deadline {
  const local = fromEpochDay(day).toPlainDateTime(of.at);
  return { at: resolveLocal(local, of.zone).at, local, zone: of.zone, why: of.why };
}
