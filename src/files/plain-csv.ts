/**
 * The rows of a piece of CSV that has no quotation mark: each comma and each line end separates.
 *
 * This is how nearly every file is written, and it is read many times faster than a state machine reads it.
 * The result is the one of csv-parse. A piece that is not plain is left to csv-parse (csv.ts).
 */

/** About 2,000 rows of a roster. */
const bytesAtOnce = 192 * 1024;
const lineFeed = 0x0a;
/** No character of UTF-8 text is longer, counted in bytes for each unit of a string. */
const bytesPerUnitMax = 3;

interface PlainSlice {
  readonly records: Iterable<readonly string[]>;
  /** Length of the records, from the start of the text. */
  readonly bytes: number;
  readonly failure: null;
}

/** The first rows of the text; null when csv-parse has to read them. `rowBytesMax` limits a row. */
export function plainSlice(text: Buffer, rowBytesMax: number): PlainSlice | null {
  const bytes = endOfRows(text);
  if (bytes === null) return null;
  const block = text.toString('utf8', 0, bytes);
  if (block.includes('"')) return null;
  const lines = linesOf(block);
  const unitsMax = rowBytesMax / bytesPerUnitMax;
  if (lines.some((line) => line.length > unitsMax)) return null;
  return { records: cellsOf(lines), bytes, failure: null };
}

/** Where the last whole row of the first bytes ends. */
function endOfRows(text: Buffer): number | null {
  if (text.length <= bytesAtOnce) return text.length;
  const last = text.lastIndexOf(lineFeed, bytesAtOnce - 1);
  return last === -1 ? null : last + 1;
}

function linesOf(block: string): string[] {
  const text = block.includes('\r') ? block.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : block;
  const lines = text.split('\n');
  // What follows the last line end is not a row.
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function* cellsOf(lines: readonly string[]): Generator<readonly string[]> {
  for (const line of lines) yield line.split(',');
}
