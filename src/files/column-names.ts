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

interface NamedColumns {
  readonly columns: readonly string[];
  /** Column → other names that exports give it. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
}

/** Null: the header means none of the columns. */
export type ColumnOf = (header: string) => string | null;

export function columnFinder({ columns, also = {} }: NamedColumns): ColumnOf {
  const names = Object.entries(also).flatMap(([column, others]) =>
    others.map((name) => [foldedName(name), column] as const),
  );
  const own = columns.map((column) => [foldedName(column), column] as const);
  const byFold = new Map([...own, ...names]);
  const isClear = byFold.size === own.length + names.length;
  assert(isClear, 'two columns of a file have nearly the same name');
  return (header) => byFold.get(foldedName(header)) ?? null;
}
