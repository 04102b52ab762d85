/**
 * Calculates the moment at which a pay period falls due, from its rule.
 *
 * The function is pure: the answer depends only on the arguments and the zone database. A due
 * instant keeps its local time and zone, so `recheckDueInstant` can say whether a newer zone
 * database moves it.
 *
 * Order: the date that the rule names → its convention on the bank calendar → the time of day → the
 * zone → the instant.
 *
 * Promises
 *   - one rule gives one period at most one due instant;
 *   - a local time that a clock change skips moves to the first moment after it;
 *   - a local time that occurs twice means its first occurrence.
 *
 * Elsewhere: whether a due instant was acted on (run/), and who wakes up for it (engine/).
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { capital } from '#text/counted.ts';
import {
  type BankCalendar,
  bankingDaysAfter,
  bankingDaysBefore,
  refuseUnknownDay,
} from '#time/bank-calendar.ts';
import { countedOver } from '#time/closings-in-words.ts';
import { adjust, conventionOn } from '#time/conventions.ts';
import { dayNames } from '#time/day-names.ts';
import { dayInWords, type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { type LocalTimeKind, localAt, resolveLocal } from '#time/zone.ts';
import { type AutomationRule, defaultTimeOfDay } from './automation-rule.ts';
import { type Cron, firstLocalFrom } from './cron/cron-expression.ts';
import type { PayPeriod } from './pay-period.ts';
import { weekdayBeside } from './weekday-beside.ts';

export interface DueInstant {
  readonly at: Temporal.Instant;
  /** The local time in the rule. The clocks never show it if a clock change skips it. */
  readonly local: Temporal.PlainDateTime;
  readonly zone: string;
  readonly localKind: LocalTimeKind;
  /** The reason, in one sentence. */
  readonly why: string;
  /** How the instant was calculated, one sentence for each step. */
  readonly steps: readonly string[];
}

interface DueAsk {
  readonly rule: AutomationRule;
  readonly period: PayPeriod;
  /** The zone of the schedule or company. The rule's own zone overrides it. */
  readonly zone: string;
  readonly calendar: BankCalendar;
}

interface Dated {
  readonly day: EpochDay;
  readonly time: Temporal.PlainTime;
  readonly step: string;
}

/**
 * Refusals: `calendar_year_unknown` (the date is beyond the calendar), `rule_skips_period` (a cron
 * expression names no moment of the period).
 */
export function dueInstant(ask: DueAsk): Answer<DueInstant> {
  const dated = dateOf(ask);
  if (!dated.ok) return dated;
  const { time, step } = dated.value;
  const moved = moveOffClosedDay(ask, dated.value.day);
  if (!moved.ok) return moved;
  const zone = ask.rule.timeZone ?? ask.zone;
  const local = fromEpochDay(moved.value.day).toPlainDateTime(time);
  const { at, kind } = resolveLocal(local, zone);
  const steps = [step, ...moved.value.steps, ...zoneSteps({ at, kind, local, zone })];
  const minutes = time.toString({ smallestUnit: 'minute' });
  const why = `${step.slice(0, -1)}${moved.value.steps.length > 0 ? `, moved to ${dayInWords(moved.value.day)}` : ''}, at ${minutes} in ${zone}.`;
  return answer({ at, local, zone, localKind: kind, why, steps });
}

type RecheckedMoment =
  | { readonly kind: 'same' }
  | { readonly kind: 'moved'; readonly from: Temporal.Instant; readonly to: Temporal.Instant };

/** Whether the current zone database moves a stored due instant. */
export function recheckDueInstant(
  stored: Pick<DueInstant, 'at' | 'local' | 'zone'>,
): RecheckedMoment {
  const { at } = resolveLocal(stored.local, stored.zone);
  return at.equals(stored.at) ? { kind: 'same' } : { kind: 'moved', from: stored.at, to: at };
}

function dateOf(ask: DueAsk): Answer<Dated> {
  const { rule, period } = ask;
  const { when } = rule;
  const time = rule.at ?? defaultTimeOfDay;
  switch (when.kind) {
    case 'run_on_date': {
      const day = toEpochDay(when.runOn);
      return answer({ day, time, step: `The rule runs the period on ${dayInWords(day)}.` });
    }
    case 'days_before_end': {
      const endDay = toEpochDay(period.endOn);
      const day = endDay - when.days;
      const step = `The period ends on ${dayInWords(endDay)}; ${count(when.days, 'day')} before is ${dayInWords(day)}.`;
      return answer({ day, time, step });
    }
    case 'days_before_pay_date':
    case 'days_after_end':
      return countedDate(when, ask);
    case 'weekday': {
      const isPaid = when.from === 'pay_date';
      const base = toEpochDay(isPaid ? period.payOn : period.endOn);
      const found = weekdayBeside(period, { ...when, calendar: ask.calendar });
      if (found === null) return refuseUnknownDay(ask.calendar, base);
      const name = capital(dayNames[when.weekday - 1] ?? '');
      const from = isPaid ? 'The pay date is' : 'The period ends on';
      const moved =
        found.movedFrom === null
          ? `the ${name} ${when.direction} it is ${dayInWords(found.day)}`
          : `the ${name}, ${dayInWords(found.movedFrom)}, is not before it, so it is ${dayInWords(found.day)}`;
      return answer({ day: found.day, time, step: `${from} ${dayInWords(base)}; ${moved}.` });
    }
    case 'cron':
      return cronDate(when.cron, ask);
  }
}

function countedDate(
  when: Extract<AutomationRule['when'], { kind: 'days_before_pay_date' | 'days_after_end' }>,
  ask: DueAsk,
): Answer<Dated> {
  const { rule, period, calendar } = ask;
  const { days, isBusinessDays } = when;
  const isBefore = when.kind === 'days_before_pay_date';
  const base = toEpochDay(isBefore ? period.payOn : period.endOn);
  const bankingDays = isBefore ? bankingDaysBefore : bankingDaysAfter;
  const plain = isBefore ? base - days : base + days;
  const day = isBusinessDays ? bankingDays(calendar, { day: base, days }) : plain;
  if (day === null) return refuseUnknownDay(calendar, base);
  const unit = isBusinessDays ? 'banking day' : 'day';
  const over = isBusinessDays ? countedOver(calendar, { fromDay: base, toDay: day }) : '';
  const from = isBefore ? 'The pay date is' : 'The period ends on';
  const side = isBefore ? 'before' : 'after';
  const step = `${from} ${dayInWords(base)}; ${count(days, unit)} ${side}${over === '' ? '' : `, not counting ${over},`} is ${dayInWords(day)}.`;
  return answer({ day, time: rule.at ?? defaultTimeOfDay, step });
}

function cronDate(cron: Cron, ask: DueAsk): Answer<Dated> {
  const startDay = toEpochDay(ask.period.startOn);
  const endDay = toEpochDay(ask.period.endOn);
  const first = firstLocalFrom(cron, { day: startDay, minute: 0 });
  if (first === null || first.day > endDay) {
    return refuse({
      family: 'invalid',
      code: 'rule_skips_period',
      message: `"${cron.text}" names no day from ${dayInWords(startDay)} to ${dayInWords(endDay)}.`,
      hint: 'Write L for the last day of the month, or use days_before_end.',
      facts: { startOn: ask.period.startOn.toString(), endOn: ask.period.endOn.toString() },
    });
  }
  const own = new Temporal.PlainTime(Math.floor(first.minute / 60), first.minute % 60);
  const step = `"${cron.text}" first names ${dayInWords(first.day)} on or after the period's first day, ${dayInWords(startDay)}.`;
  return answer({ day: first.day, time: ask.rule.at ?? own, step });
}

function moveOffClosedDay(
  ask: DueAsk,
  day: EpochDay,
): Answer<{ readonly day: EpochDay; readonly steps: readonly string[] }> {
  const { calendar, rule } = ask;
  const adjusted = adjust(day, { calendar, convention: rule.convention });
  if (adjusted.kind === 'unknown') return refuseUnknownDay(calendar, day);
  if (adjusted.kind === 'kept') return answer({ day, steps: [] });
  const convention = conventionOn(day, { ...rule, calendar }).replace('_', ' ');
  const step = `${adjusted.closed}; ${convention} moves it to ${dayInWords(adjusted.day)}.`;
  return answer({ day: adjusted.day, steps: [step] });
}

function zoneSteps(found: {
  at: Temporal.Instant;
  kind: LocalTimeKind;
  local: Temporal.PlainDateTime;
  zone: string;
}): readonly string[] {
  const { at, kind, zone } = found;
  const local = found.local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  if (kind === 'once') return [`${local} in ${zone} is ${at}.`];
  if (kind === 'doubled') {
    return [`${local} occurs twice in ${zone} that night; the first one counts, ${at}.`];
  }
  const shown = localAt(at, zone).toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return [
    `A clock change in ${zone} skips ${local}; the due time is the first moment after it, ${shown}, which is ${at}.`,
  ];
}

function count(days: number, unit: string): string {
  return `${days} ${unit}${days === 1 ? '' : 's'}`;
}
