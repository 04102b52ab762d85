/** Dates of a file that are years away, or that are years away from what they were. */
import {
  awayInWords,
  type DayRole,
  farDays,
  hasMovedFar,
  isFarAway,
} from '#judgement/far-dates.ts';
import { isoOf } from '#time/plain-date.ts';
import type { UnusualValue } from './unusual-values.ts';

export interface SeenDay {
  readonly row: number;
  readonly employee: string;
  readonly column: string;
  readonly role: DayRole;
  /** Days since 1970. */
  readonly day: number;
  /** What it was before. Null: nothing. */
  readonly before: number | null;
}

/** Null: there is nothing unusual in it. */
export function unusualDay(one: SeenDay, today: number): UnusualValue | null {
  const { row, employee, column, role, day, before } = one;
  const was = before === null ? null : isoOf(before);
  const value = {
    row,
    column,
    employee,
    before: was,
    after: isoOf(day),
    factor: null,
    limit: null,
  };
  if (isFarAway(day, farDays(today, role))) {
    const message = `${employee}: ${column} ${isoOf(day)} is ${awayInWords(day, today)}`;
    return { ...value, code: 'date_far_away', message };
  }
  if (before === null || !hasMovedFar(before, day)) return null;
  const message = `${employee}: ${column} ${isoOf(before)} → ${isoOf(day)}`;
  return { ...value, code: 'date_moved_far', message };
}
