/**
 * Decides whether a file is read with the saved column map. Only the beginning of the file is looked at.
 *
 * A file with every header of the map is the export that the map is for. So is one that has lost a header, but still
 * has another one that is the map's and not Paybeat's. A file that has names of Paybeat's instead is read as it is,
 * also with a mistyped one. What is left is foreign, and the map says so.
 */
import type { ColumnMap } from './column-map.ts';
import { columnFinder, foldedName } from './column-names.ts';
import { type CsvShape, slice } from './csv.ts';
import { toUtf8 } from './file-encoding.ts';
import { rowsSearched } from './header-row.ts';
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
  const columnOf = columnFinder(shape);
  const ignored = map.ignore === 'others' ? [] : map.ignore;
  const known = new Set([...needed, ...[...ignored, ...map.empty].map(foldedName)]);
  const isOurs = (name: string) => columnOf(name) !== null;
  const isMaps = (name: string) => !isOurs(name) && known.has(foldedName(name));
  const counts = records.map((row) => row.filter((name) => isOurs(name) || isMaps(name)).length);
  const header = records[counts.indexOf(Math.max(...counts))] ?? [];
  return header.some(isMaps) || !header.some(isOurs);
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
