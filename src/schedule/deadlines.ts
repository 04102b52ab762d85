/**
 * The deadlines of a pay period: the last instant for inputs, and the last instant for an approval
 * that still meets the pay date.
 *
 * A deadline is so many working days, or the nearest weekday of a name, before the actual pay date,
 * before the period's end or after it. A weekday that is closed moves by its convention. So a
 * deadline falls on a working day, unless that convention is none. It has a time of day in the
 * schedule's zone.
 */

import { type Answer, answer } from '#errors.ts';
import { capital } from '#text/counted.ts';
import { bankingDaysAfter, bankingDaysBefore, refuseUnknownDay } from '#time/bank-calendar.ts';
import { countedOver } from '#time/closings-in-words.ts';
import { adjust } from '#time/conventions.ts';
import { dayNames } from '#time/day-names.ts';
import { dayInWords, type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { resolveLocal } from '#time/zone.ts';
import type { PayPeriod } from './pay-period.ts';
import type { DeadlineRule, PaySchedule } from './pay-schedule.ts';
import { weekdayBeside } from './weekday-beside.ts';

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
  const rule = schedule.inputCutoff;
  const byHand = deadlineByHand(schedule, { period, rule, name: 'inputCutoff' });
  if (byHand !== null) return answer(byHand);
  return rule === null ? answer(null) : countedDeadline(schedule, { rule, period });
}

/** Refusals: `calendar_year_unknown`. */
export function approvalDeadline(schedule: PaySchedule, period: BoundsOfPeriod): Answer<Deadline> {
  const rule = schedule.approvalDeadline;
  const byHand = approvalByHand(schedule, period);
  return byHand === null ? countedDeadline(schedule, { rule, period }) : answer(byHand);
}

/** The approval deadline that a person set. Null: nobody set it for this period. */
export function approvalByHand(schedule: PaySchedule, period: BoundsOfPeriod): Deadline | null {
  const rule = schedule.stages.approve ?? schedule.approvalDeadline;
  return deadlineByHand(schedule, { period, rule, name: 'approvalDeadline' });
}

/** Null: nobody set it for this period. */
function deadlineByHand(
  schedule: PaySchedule,
  of: {
    readonly period: BoundsOfPeriod;
    readonly rule: DeadlineRule | null;
    readonly name: 'inputCutoff' | 'approvalDeadline';
  },
): Deadline | null {
  const override = schedule.overrides.get(toEpochDay(of.period.nominalPayOn));
  const set = override?.[of.name] ?? null;
  if (override === undefined || set === null) return null;
  const at = set.at ?? of.rule?.at ?? endOfDay;
  const why = `Set by hand: ${override.deadlinesReason}.`;
  return deadlineOn(set.day, { at, why, zone: schedule.timeZone });
}

const endOfDay = new Temporal.PlainTime(17, 0);

/** A deadline by its rule, whatever was set by hand. Refusals: `calendar_year_unknown`. */
export function countedDeadline(
  schedule: Pick<PaySchedule, 'timeZone' | 'calendar'>,
  from: { readonly rule: DeadlineRule; readonly period: BoundsOfPeriod },
): Answer<Deadline> {
  const { rule, period } = from;
  const base = toEpochDay(rule.from === 'pay_date' ? period.payOn : period.endOn);
  const name = `${rule.direction} the ${rule.from === 'pay_date' ? 'pay date' : "period's end"}`;
  const found =
    rule.counted.kind === 'business_days'
      ? countDays({ rule, days: rule.counted.days, base, unit: unitOf(schedule, rule) })
      : nearestWeekday({ rule, counted: rule.counted, period });
  if (found === null) return refuseUnknownDay(rule.calendar, base);
  const why = `${found.count} ${name}, ${dayInWords(base)}${found.beside}.`;
  return answer(deadlineOn(found.day, { at: rule.at, why, zone: schedule.timeZone }));
}

interface Counted {
  readonly day: EpochDay;
  readonly count: string;
  readonly beside: string;
}

/** Days of the employer's calendar are working days; those of the bank's are banking days. */
function unitOf(schedule: Pick<PaySchedule, 'calendar'>, rule: DeadlineRule): string {
  return rule.calendar === schedule.calendar ? 'banking day' : 'working day';
}

function countDays(of: {
  readonly rule: DeadlineRule;
  readonly days: number;
  readonly base: EpochDay;
  readonly unit: string;
}): Counted | null {
  const { rule, days, base, unit } = of;
  const count = rule.direction === 'before' ? bankingDaysBefore : bankingDaysAfter;
  const day = count(rule.calendar, { day: base, days });
  if (day === null) return null;
  const over = countedOver(rule.calendar, { fromDay: base, toDay: day });
  return {
    day,
    count: `${days} ${unit}${days === 1 ? '' : 's'}`,
    beside: over === '' ? '' : `, not counting ${over}`,
  };
}

function nearestWeekday(of: {
  readonly rule: DeadlineRule;
  readonly counted: Extract<DeadlineRule['counted'], { kind: 'weekday' }>;
  readonly period: BoundsOfPeriod;
}): Counted | null {
  const { rule, counted, period } = of;
  const { convention, weekday } = counted;
  const { direction, from, calendar } = rule;
  const found = weekdayBeside(period, { weekday, direction, from, calendar });
  const count = `The ${capital(dayNames[weekday - 1] ?? '')}`;
  if (found === null) return null;
  if (found.movedFrom !== null) {
    const beside = `; ${dayInWords(found.movedFrom)} is not before it, moved to ${dayInWords(found.day)}`;
    return { day: found.day, count, beside };
  }
  const adjusted = adjust(found.day, { convention, calendar });
  if (adjusted.kind === 'unknown') return null;
  if (adjusted.kind === 'kept') return { day: found.day, count, beside: '' };
  const beside = `; ${adjusted.closed}, moved to ${dayInWords(adjusted.day)}`;
  return { day: adjusted.day, count, beside };
}

function deadlineOn(
  day: EpochDay,
  of: { at: Temporal.PlainTime; why: string; zone: string },
): Deadline {
  const local = fromEpochDay(day).toPlainDateTime(of.at);
  return { at: resolveLocal(local, of.zone).at, local, zone: of.zone, why: of.why };
}
