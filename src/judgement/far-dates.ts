/**
 * Days that are years away: most likely a mistyped year or century, such as 1926 or 2062 for 2026.
 *
 * They are told and not refused. Somebody may have been hired sixty years ago, and a raise may be agreed for later. A
 * last day that is very far away means that there is none. Days are counted from 1970.
 *
 * Pure. Elsewhere: days that no file may have at all (row-reader.ts).
 */

/** `begin`: from when on something applies. `end`: until when. */
export type DayRole = 'begin' | 'end';

const year = 365.25;
/** Days before and after today that nothing is told about. */
const usual = {
  begin: { before: 60 * year, after: 366 },
  end: { before: 60 * year, after: 5 * year },
} as const;
/** A last day after this is written for `no last day`, as in 2099-12-31. */
const noEndAfter = 60 * year;
/** A changed day moves by less. */
const movedMax = 5 * year;

export interface FarDays {
  /** Days before this one are far away. */
  readonly first: number;
  /** Days after this one are far away. */
  readonly last: number;
  /** Last days after this one mean that there is none. Null: of a first day. */
  readonly none: number | null;
}

export function farDays(today: number, role: DayRole): FarDays {
  const { before, after } = usual[role];
  const days = (count: number) => Math.round(count);
  return {
    first: today - days(before),
    last: today + days(after),
    none: role === 'end' ? today + days(noEndAfter) : null,
  };
}

export function isFarAway(day: number, { first, last, none }: FarDays): boolean {
  return day < first || (day > last && (none === null || day <= none));
}

/** Whether a corrected day is years away from the day before. */
export function hasMovedFar(before: number, after: number): boolean {
  return Math.abs(after - before) >= Math.round(movedMax);
}

/** `100 years ago`, `36 years from now` */
export function awayInWords(day: number, today: number): string {
  const years = Math.round(Math.abs(day - today) / year);
  const counted = years === 1 ? '1 year' : `${years} years`;
  return day < today ? `${counted} ago` : `${counted} from now`;
}
