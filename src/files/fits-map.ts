/**
 * Decides whether a file is read with the saved column map. Only the beginning of the file is looked at.
 *
 * A file with every header of the map is the export that the map is for. Another file that has Paybeat's own names,
 * all it needs and no other, is read as it is. One that lacks a column is foreign. One with a further header may have
 * a mistyped name, so it takes the map only if it has a header of the map.
 */
import type { ColumnMap } from './column-map.ts';
import { columnFinder, foldedName } from './column-names.ts';
import { type CsvShape, slice } from './csv.ts';
import { toUtf8 } from './file-encoding.ts';
import { findHeader, isComplete, rowsSearched } from './header-row.ts';
import { withoutSepLine } from './open-csv.ts';

/** Not in the middle of a character of two bytes; a pair of those may be cut. */
const headBytes = [256 * 1024, 256 * 1024 - 2];

export function takesSavedMap(
  bytes: Uint8Array,
  { shape, map }: { readonly shape: CsvShape; readonly map: ColumnMap },
): boolean {
  const records = firstRows(bytes, shape);
  if (records.length === 0) return false;
  const taken = map.sources.flatMap(({ from, when }) => [...from, ...when.map(headerOf)]);
  const needed = [...taken, ...map.skip.map(headerOf)].map(foldedName);
  if (records.some((row) => hasAll(row, needed))) return true;
  const columnOf = columnFinder(shape.columns);
  const { names } = findHeader(records, { shape, columnOf });
  if (!isComplete(names, { shape, columnOf })) return true;
  const foreign = names.filter((name) => name !== '' && columnOf(name) === null).map(foldedName);
  const ignored = map.ignore === 'others' ? [] : map.ignore;
  const known = new Set([...needed, ...[...ignored, ...map.empty].map(foldedName)]);
  return foreign.some((name) => known.has(name));
}

/** None: nothing can be read. */
function firstRows(bytes: Uint8Array, { what }: CsvShape): readonly (readonly string[])[] {
  for (const length of headBytes) {
    const decoded = toUtf8(bytes.subarray(0, length), what);
    if (!decoded.ok) continue;
    const { text, delimiter } = withoutSepLine(decoded.value);
    return delimiter === null ? slice(text, rowsSearched).records : [];
  }
  return [];
}

function headerOf({ header }: { readonly header: string }): string {
  return header;
}

function hasAll(row: readonly string[], needed: readonly string[]): boolean {
  const names = new Set(row.map(foldedName));
  return needed.every((name) => names.has(name));
}
