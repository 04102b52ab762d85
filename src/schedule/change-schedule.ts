/**
 * Changes the pay schedule of a whole group, or of one employee.
 *
 * A group changes between two periods. The new schedule begins with its first whole period on or after the
 * given day. The old one ends with its last whole period before that. The days between them form one
 * transition period, which is paid on the new schedule's dates.
 *
 * An employee can move on any day. The old schedule pays the days before it, and the new one pays from it on.
 *
 * Either way, every day is covered exactly once, and the answer includes the proof.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { dayInWords, type EpochDay, fromEpochDay, isoOf, toEpochDay } from '#time/plain-date.ts';
import { datedPeriods } from './dated-periods.ts';
import { parseSchedule } from './definition/parse-schedule.ts';
import type { DatedPeriod, PaySchedule } from './pay-schedule.ts';
import { mayLeaveGaps } from './seasons.ts';
import { type CoveredSpan, proveTiling, type TilingProof } from './tiling.ts';

interface ChangeAsk {
  readonly from: PaySchedule;
  readonly to: PaySchedule;
  /** The new schedule's first whole period begins on this day or after it. */
  readonly on: Temporal.PlainDate;
  /** Stored with the transition period. */
  readonly reason: string;
  /** Nominal pay date of the transition period. Default: that of the new schedule's period. */
  readonly transitionPayOn?: Temporal.PlainDate;
  /** The company's own calendars. */
  readonly calendars?: readonly BankCalendar[];
}

export interface ScheduleChange {
  /** Both schedules with their bounds and transition filled in. Save these definitions. */
  readonly from: PaySchedule;
  readonly to: PaySchedule;
  readonly lastOfOld: DatedPeriod;
  /** Null: there is no day between the two periods. */
  readonly transition: DatedPeriod | null;
  readonly firstOfNew: DatedPeriod;
  /** Covers the last three periods of the old schedule and the first three of the new. */
  readonly proof: TilingProof;
  readonly warnings: readonly string[];
}

const longestPeriodDays = 366;

/**
 * Refusals: `change_outside_schedule` (one of them has no period there), and those of
 * `parseSchedule` when the transition cannot be paid between its neighbours.
 */
export function changeSchedule(ask: ChangeAsk): Answer<ScheduleChange> {
  const onDay = toEpochDay(ask.on);
  const firstOfNew = datedPeriods(ask.to, {
    fromDay: onDay,
    toDay: onDay + 2 * longestPeriodDays,
  }).find((period) => period.startDay >= onDay);
  if (firstOfNew === undefined) return outside(ask.to, onDay);
  const lastOfOld = datedPeriods(ask.from, {
    fromDay: firstOfNew.startDay - 2 * longestPeriodDays,
    toDay: firstOfNew.startDay - 1,
  }).at(-1);
  if (lastOfOld === undefined) return outside(ask.from, firstOfNew.startDay - 1);
  const transition = transitionOf(ask, { lastOfOld, firstOfNew });
  const options = ask.calendars === undefined ? {} : { calendars: ask.calendars };
  const from = parseSchedule({ ...ask.from.definition, ends_on: isoOf(lastOfOld.endDay) }, options);
  if (!from.ok) return from;
  const bound =
    transition === null
      ? { starts_on: isoOf(firstOfNew.startDay) }
      : {
          transition: {
            start: isoOf(transition.startDay),
            end: isoOf(transition.endDay),
            pay: isoOf(transition.nominalDay),
            reason: ask.reason,
          },
        };
  const to = parseSchedule({ ...ask.to.definition, ...bound }, options);
  if (!to.ok) return to;
  const proof = proofAround(from.value, to.value);
  const warnings = warningsOf(lastOfOld, transition ?? firstOfNew);
  const change = { from: from.value, to: to.value, lastOfOld, transition, firstOfNew };
  return answer({ ...change, proof, warnings });
}

/** Warns if the new schedule pays before the old one. This is legal, but people would ask about it. */
function warningsOf(lastOfOld: DatedPeriod, next: DatedPeriod): readonly string[] {
  if (next.nominalDay > lastOfOld.nominalDay) return [];
  return [
    `The first pay date of the new schedule, ${dayInWords(next.nominalDay)}, is not after the last of the old one, ${dayInWords(lastOfOld.nominalDay)}.`,
  ];
}

function transitionOf(
  ask: ChangeAsk,
  between: { lastOfOld: DatedPeriod; firstOfNew: DatedPeriod },
): DatedPeriod | null {
  const endDay = between.firstOfNew.startDay - 1;
  const startDay = firstUncovered(ask.from, { fromDay: between.lastOfOld.endDay + 1, endDay });
  if (startDay > endDay) return null;
  // The new schedule's own period that ends there, as if it had already been in force.
  const replaced = datedPeriods(
    { ...ask.to, startsDay: null, transition: null },
    { fromDay: endDay, toDay: endDay },
  )[0];
  const nominalDay =
    ask.transitionPayOn === undefined
      ? (replaced?.nominalDay ?? endDay)
      : toEpochDay(ask.transitionPayOn);
  return { startDay, endDay, nominalDay };
}

/**
 * The first day that the old schedule would have paid and now does not. Days that it leaves out on
 * purpose need no transition period.
 */
function firstUncovered(
  from: PaySchedule,
  between: { readonly fromDay: EpochDay; readonly endDay: EpochDay },
): EpochDay {
  const { fromDay, endDay } = between;
  if (!mayLeaveGaps(from)) return fromDay;
  const endless: PaySchedule = { ...from, endsDay: null };
  const next = datedPeriods(endless, { fromDay, toDay: endDay + 2 * longestPeriodDays })[0];
  return next === undefined ? fromDay : Math.max(fromDay, next.startDay);
}

/** Days that a schedule leaves out on purpose do not count as uncovered. */
function withMeantGaps(
  proof: TilingProof,
  of: { readonly from: PaySchedule; readonly to: PaySchedule; readonly meets: EpochDay },
): TilingProof {
  const { from, to, meets } = of;
  const firstOfNew = isoOf(meets);
  const isMeant = (range: TilingProof['uncovered'][number]) =>
    mayLeaveGaps(range.to < firstOfNew ? from : to);
  const uncovered = proof.uncovered.filter((range) => !isMeant(range));
  const holds = uncovered.length === 0 && proof.coveredTwice.length === 0;
  return { ...proof, holds, uncovered };
}

function proofAround(from: PaySchedule, to: PaySchedule): TilingProof {
  const edge = from.endsDay ?? 0;
  const old = datedPeriods(from, { fromDay: edge - 4 * longestPeriodDays, toDay: edge }).slice(-3);
  const young = datedPeriods(to, {
    fromDay: edge + 1,
    toDay: edge + 5 * longestPeriodDays,
  }).slice(0, 3);
  const covered = [...old, ...young].map(spanOf);
  const fromOn = covered[0]?.startOn ?? fromEpochDay(edge);
  const toOn = covered.at(-1)?.endOn ?? fromEpochDay(edge);
  const meets = young[0]?.startDay ?? edge + 1;
  return withMeantGaps(proveTiling(covered, { fromOn, toOn }), { from, to, meets });
}

interface MoveAsk {
  readonly from: PaySchedule;
  readonly to: PaySchedule;
  /** The employee's first day on the new schedule. */
  readonly on: Temporal.PlainDate;
}

/** The part of a period that one schedule pays to the employee. */
export interface PeriodPart {
  readonly period: DatedPeriod;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly days: number;
  readonly daysInPeriod: number;
}

interface EmployeeMove {
  readonly lastOnOld: PeriodPart;
  readonly firstOnNew: PeriodPart;
  readonly proof: TilingProof;
}

/** Refusals: `change_outside_schedule`. */
export function proveMove(ask: MoveAsk): Answer<EmployeeMove> {
  const onDay = toEpochDay(ask.on);
  const old = periodAround(ask.from, onDay - 1);
  if (old === undefined) return outside(ask.from, onDay - 1);
  const young = periodAround(ask.to, onDay);
  if (young === undefined) return outside(ask.to, onDay);
  const lastOnOld = partOf(old, { startDay: old.startDay, endDay: onDay - 1 });
  const firstOnNew = partOf(young, { startDay: onDay, endDay: young.endDay });
  const proof = proveTiling([lastOnOld, firstOnNew], {
    fromOn: lastOnOld.startOn,
    toOn: firstOnNew.endOn,
  });
  return answer({ lastOnOld, firstOnNew, proof });
}

function periodAround(schedule: PaySchedule, day: EpochDay): DatedPeriod | undefined {
  const [period] = datedPeriods(schedule, { fromDay: day, toDay: day + 2 * longestPeriodDays });
  return period !== undefined && period.startDay <= day ? period : undefined;
}

function partOf(period: DatedPeriod, part: { startDay: EpochDay; endDay: EpochDay }): PeriodPart {
  return {
    period,
    startOn: fromEpochDay(part.startDay),
    endOn: fromEpochDay(part.endDay),
    days: part.endDay - part.startDay + 1,
    daysInPeriod: period.endDay - period.startDay + 1,
  };
}

function spanOf(period: DatedPeriod): CoveredSpan {
  return { startOn: fromEpochDay(period.startDay), endOn: fromEpochDay(period.endDay) };
}

function outside(schedule: PaySchedule, day: EpochDay): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'change_outside_schedule',
    message: `The schedule ${schedule.code} has no period at ${dayInWords(day)}.`,
    hint: 'Choose a day on which both schedules have periods.',
  });
}
