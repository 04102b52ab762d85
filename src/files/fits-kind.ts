/** Whether the header of a file has the columns of a kind of file. */
import { columnFinder } from './column-names.ts';
import type { CsvShape } from './csv.ts';
import { findHeader } from './header-row.ts';

interface Fit {
  /** Columns that the kind needs and the file does not have. A group of which one is needed is one text. */
  readonly missing: readonly string[];
  /** Names of the file that the kind does not have. */
  readonly unknown: readonly string[];
}

/** `records` are the first rows of the file. */
export function fitOf(records: readonly (readonly string[])[], shape: CsvShape): Fit {
  const columnOf = columnFinder(shape);
  const { names } = findHeader(records, { shape, columnOf });
  const named = new Set(names.map(columnOf));
  const has = (column: string) => named.has(column);
  const groups = shape.anyOf.filter((group) => !group.some(has));
  return {
    missing: [
      ...shape.required.filter((one) => !has(one)),
      ...groups.map((one) => one.join(' or ')),
    ],
    unknown: names.filter((name) => name !== '' && columnOf(name) === null),
  };
}

export function isWhole({ missing, unknown }: Fit): boolean {
  return missing.length + unknown.length === 0;
}
