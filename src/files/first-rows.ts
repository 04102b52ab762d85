/** The first rows of a file, where its header is. Only the beginning of the file is read. */
import { type CsvShape, slice } from './csv.ts';
import { toUtf8 } from './file-encoding.ts';
import { rowsSearched } from './header-row.ts';
import { withoutSepLine } from './open-csv.ts';

/** Not in the middle of a character of two bytes; a pair of those may be cut. */
const headBytes = [256 * 1024, 256 * 1024 - 2];

/** None: nothing can be read. */
export function firstRows(
  bytes: Uint8Array,
  { what }: Pick<CsvShape, 'what'>,
): readonly (readonly string[])[] {
  for (const length of headBytes) {
    const decoded = toUtf8(bytes.subarray(0, length), what);
    if (!decoded.ok) continue;
    const { text, delimiter } = withoutSepLine(decoded.value);
    return delimiter === null ? slice(text, rowsSearched).records : [];
  }
  return [];
}
