/** Moving a date off a day on which banks are closed. */

import { type BankCalendar, bankingDayFrom, closedBecause, knowsDay } from './bank-calendar.ts';
import { civilOf, type EpochDay } from './plain-date.ts';

/**
 * - `none` stays where it is;
 * - `preceding`, `following` the nearest banking day on that side;
 * - `modified_following` following, unless that leaves the month, then preceding;
 * - `modified_preceding` preceding, unless that leaves the month, then following;
 * - `nearest` the nearer one; equally far, the earlier (nobody is paid late).
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

export type Adjusted =
  | { readonly kind: 'kept'; readonly day: EpochDay }
  | { readonly kind: 'moved'; readonly day: EpochDay; readonly because: string }
  /** The date, or every day it could move to, is beyond the years the calendar knows. */
  | { readonly kind: 'unknown'; readonly day: EpochDay };

export function adjust(
  day: EpochDay,
  how: { convention: Convention; calendar: BankCalendar },
): Adjusted {
  if (how.convention === 'none') return { kind: 'kept', day };
  if (!knowsDay(how.calendar, day)) return { kind: 'unknown', day };
  const because = closedBecause(how.calendar, day);
  if (because === null) return { kind: 'kept', day };
  const before = bankingDayFrom(how.calendar, { day, step: -1 });
  const after = bankingDayFrom(how.calendar, { day, step: 1 });
  const moved = choose(how.convention, { day, before, after });
  return moved === null ? { kind: 'unknown', day } : { kind: 'moved', day: moved, because };
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
    // A search that ends at the known years has left the month: they end on a 31 December and
    // begin on a 1 January.
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
