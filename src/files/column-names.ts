/**
 * Finds the column that a header means. Case, blanks, hyphens, underscores and a last `#` or `.` do not matter:
 * `Employee ID #` is `employee_id`.
 */

import { assert } from '#errors.ts';

/** What is left of a name when everything that does not matter is removed. */
export function foldedName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
    .replace(/[#.]+$/, '');
}

/** Null: the header means none of the columns. */
export type ColumnOf = (header: string) => string | null;

export function columnFinder(columns: readonly string[]): ColumnOf {
  const byFold = new Map(columns.map((column) => [foldedName(column), column]));
  assert(byFold.size === columns.length, 'two columns of a file have nearly the same name');
  return (header) => byFold.get(foldedName(header)) ?? null;
}
