/** Moves a date off a day on which banks are closed. */

import { type BankCalendar, bankingDayFrom, closedBecause, knowsDay } from './bank-calendar.ts';
import { closedOnTheWay, closingsPassed, inWords } from './closings-in-words.ts';
import { civilOf, dayInWords, type EpochDay, weekdayOf } from './plain-date.ts';

/**
 * - `none`: the date does not move;
 * - `preceding`, `following`: the nearest banking day on that side;
 * - `modified_following`: following, but preceding if following leaves the month;
 * - `modified_preceding`: preceding, but following if preceding leaves the month;
 * - `nearest`: the nearer one; if both are equally near, the earlier (so that nobody is paid late).
 */
export const conventions = [
  'none',
  'preceding',
  'following',
  'modified_following',
  'modified_preceding',
  'nearest',
] as const;

export type Convention = (typeof conventions)[number];

/** One convention for every closed day, or one for weekends and one for other closed days. */
export type ConventionRule =
  | Convention
  | { readonly weekend: Convention; readonly holiday: Convention };

/** The convention for this day. A holiday that falls on a weekend counts as the weekend. */
export function conventionOn(
  day: EpochDay,
  how: { readonly convention: ConventionRule; readonly calendar: BankCalendar },
): Convention {
  const { convention, calendar } = how;
  if (typeof convention === 'string') return convention;
  return calendar.weekend.includes(weekdayOf(day)) ? convention.weekend : convention.holiday;
}

/** Whether no date ever moves. */
export function movesNothing(convention: ConventionRule): boolean {
  if (typeof convention === 'string') return convention === 'none';
  return convention.weekend === 'none' && convention.holiday === 'none';
}

type Adjusted =
  | { readonly kind: 'kept'; readonly day: EpochDay }
  | {
      readonly kind: 'moved';
      readonly day: EpochDay;
      readonly because: string;
      /** `Sun 2024-03-31 is closed (Sunday), so is Fri 2024-03-29 (Good Friday)` */
      readonly closed: string;
      /** Why it did not move to the other side, if a closing or a month's end decided that. */
      readonly notThere: string | null;
    }
  /** The date, or every day to which it could move, is beyond the years that the calendar knows. */
  | { readonly kind: 'unknown'; readonly day: EpochDay };

export function adjust(
  day: EpochDay,
  by: { convention: ConventionRule; calendar: BankCalendar },
): Adjusted {
  if (movesNothing(by.convention)) return { kind: 'kept', day };
  if (!knowsDay(by.calendar, day)) return { kind: 'unknown', day };
  const because = closedBecause(by.calendar, day);
  if (because === null) return { kind: 'kept', day };
  const how = { calendar: by.calendar, convention: conventionOn(day, by) };
  if (how.convention === 'none') return { kind: 'kept', day };
  const before = bankingDayFrom(how.calendar, { day, step: -1 });
  const after = bankingDayFrom(how.calendar, { day, step: 1 });
  const moved = choose(how.convention, { day, before, after });
  if (moved === null) return { kind: 'unknown', day };
  const closed = closedOnTheWay(how.calendar, { day, movedTo: moved });
  const other = moved === before ? after : before;
  const notThere = other === null ? null : whyNot(how, { day, other });
  return { kind: 'moved', day: moved, because, closed, notThere };
}

function whyNot(
  how: { convention: Convention; calendar: BankCalendar },
  of: { day: EpochDay; other: EpochDay },
): string | null {
  const { day, other } = of;
  const side = other < day ? 'before' : 'after';
  const isModified = how.convention.startsWith('modified_');
  if (isModified) {
    return sameMonth(day, other)
      ? null
      : `${dayInWords(other)}, the banking day ${side} it, is in another month`;
  }
  if (how.convention !== 'nearest') return null;
  const step = other < day ? -1 : 1;
  const way = { fromDay: day + step, toDay: other };
  const named = closingsPassed(how.calendar, way).filter(({ name }) => name !== null);
  return named.length === 0 ? null : `closed ${side} it: ${inWords(named)}`;
}

function choose(
  convention: Exclude<Convention, 'none'>,
  days: { day: EpochDay; before: EpochDay | null; after: EpochDay | null },
): EpochDay | null {
  const { day, before, after } = days;
  switch (convention) {
    case 'preceding':
      return before;
    case 'following':
      return after;
    // A search that reaches the end of the known years has left the month: they begin on a 1
    // January and end on a 31 December.
    case 'modified_following':
      return after !== null && sameMonth(day, after) ? after : before;
    case 'modified_preceding':
      return before !== null && sameMonth(day, before) ? before : after;
    case 'nearest':
      if (before === null || after === null) return null;
      return after - day < day - before ? after : before;
  }
}

function sameMonth(a: EpochDay, b: EpochDay): boolean {
  const one = civilOf(a);
  const two = civilOf(b);
  return one.year === two.year && one.month === two.month;
}
