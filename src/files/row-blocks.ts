/**
 * Cuts the rows of a file into blocks, so that a block can be recognized when the file comes again.
 *
 * A block begins at a row whose key decides so, at about one row of 512. A changed, added or removed row
 * therefore changes its own block, and leaves all other blocks as they are.
 */

import type { CsvFile } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { KeyTable } from './key-table.ts';
import { isPlainKey } from './plain-cells.ts';
import { PlainRow } from './plain-rows.ts';

/** Consecutive rows of a file. */
export interface RowBlock {
  /** The bytes of the block in the text of the file. */
  readonly from: number;
  readonly to: number;
  /** Number of its first row. */
  readonly firstRow: number;
  readonly rows: number;
}

const lineFeed = 0x0a;

/** A block begins where these bits of the hash of a key are zero. */
const beginBits = 0x1ff;

/**
 * All blocks of the file. Null: a row cannot be read, or is not written plainly, or has the key of another row.
 * Then the rows are not looked at in blocks. `see` gets every row once.
 */
export function rowBlocks(
  csv: CsvFile,
  keyColumn: string,
  see: (row: PlainRow) => void,
): readonly RowBlock[] | null {
  const keyAt = csv.columns.indexOf(keyColumn);
  const issues = new FileIssues();
  const keys = new KeyTable(csv.text, { first: keyAt, last: keyAt, keys: rowsAbout(csv.text) });
  const blocks: RowBlock[] = [];
  let begun: { from: number; firstRow: number; rows: number } | null = null;
  for (const row of csv.passingRows(issues)) {
    if (!(row instanceof PlainRow) || !isPlainKey(row, keyAt, 64)) return null;
    if (keys.numberOf(row, row.rowNumber) > 0) return null;
    if (begun === null || (keys.lastHash & beginBits) === 0) {
      if (begun !== null) blocks.push({ ...begun, to: row.startAt });
      begun = { from: row.startAt, firstRow: row.rowNumber, rows: 0 };
    }
    begun.rows += 1;
    see(row);
  }
  if (issues.count > 0 || begun === null) return null;
  return [...blocks, { ...begun, to: csv.text.length }];
}

/** As many rows as the text would have if all were as long as its first ones, and a few more. */
function rowsAbout(text: Buffer): number {
  const first = text.subarray(0, 64 * 1024);
  let rows = 1;
  for (const byte of first) if (byte === lineFeed) rows += 1;
  return Math.ceil((rows * text.length * 1.05) / Math.max(1, first.length));
}
