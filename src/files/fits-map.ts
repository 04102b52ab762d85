/**
 * Decides whether a file is read with the saved column map. Only the beginning of the file is looked at.
 *
 * A file with every header of the map is the export that the map is for. So is one that has lost a header, but still
 * has another one that is the map's and not Paybeat's. A file that has names of Paybeat's instead is read as it is,
 * also with a mistyped one. What is left is foreign, and the map says so.
 */
import type { ColumnMap } from './column-map.ts';
import { columnFinder, foldedName } from './column-names.ts';
import type { CsvShape } from './csv.ts';
import { firstRows } from './first-rows.ts';

export function takesSavedMap(
  bytes: Uint8Array,
  { shape, map }: { readonly shape: CsvShape; readonly map: ColumnMap },
): boolean {
  const records = firstRows(bytes, shape);
  if (records.length === 0) return false;
  const needed = namedBy(map);
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

/** Whether a row has every header that the map names. */
export function hasHeadersOf(map: ColumnMap, records: readonly (readonly string[])[]): boolean {
  const needed = namedBy(map);
  return needed.length > 0 && records.some((row) => hasAll(row, needed));
}

function namedBy(map: ColumnMap): readonly string[] {
  const taken = map.sources.flatMap(({ from, when }) => [...from, ...when.map(headerOf)]);
  return [...taken, ...map.skip.map(headerOf)].map(foldedName);
}

function headerOf({ header }: { readonly header: string }): string {
  return header;
}

function hasAll(row: readonly string[], needed: readonly string[]): boolean {
  const names = new Set(row.map(foldedName));
  return needed.every((name) => names.has(name));
}
