/**
 * A CSV file whose every row has been read and found right.
 *
 * The file is gone over twice: here, to find every problem and keep nothing; and again by
 * whoever imports, row by row, through `rows()`. A million rows therefore never stand in
 * memory at once.
 */

import type { Action } from '#actions.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { CsvFile, TellBytes } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { RowReader } from './row-reader.ts';

/** Something a person should know about a file that is right. */
export interface FileNote {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly actions?: readonly Action[];
}

export interface TypedFile<Row> {
  readonly rowCount: number;
  readonly notes: readonly FileNote[];
  /** From the first row again at every call. */
  rows(): Generator<Row, void, void>;
}

/** What no two rows of a file may have in common. */
export interface RowKey {
  readonly key: string;
  /** The cells that make it: where one of them cannot be read there is no key. */
  readonly of: readonly string[];
  /** Where a second one is reported, and as what. */
  readonly column: string;
  readonly code: string;
  /** "Employee 7": it "already stands in row 2". */
  readonly what: string;
}

/**
 * `check` sees each row once, in order, and may report against it; of cells that the reader could not
 * read a row has placeholders. Refusals: file_refused, no_rows.
 */
export function readTypedFile<Row>(
  csv: CsvFile,
  ask: {
    readonly what: string;
    readonly currency: Currency;
    readonly read: (reader: RowReader) => Row;
    /** Null: the row has none. */
    readonly key: (row: Row) => RowKey | null;
    readonly check?: (row: Row, reader: RowReader) => void;
    readonly notes?: () => readonly FileNote[];
    readonly tell?: TellBytes | undefined;
  },
): Answer<TypedFile<Row>> {
  const { what, currency, read } = ask;
  const issues = new FileIssues();
  const rowCount = findIssues(csv, { ...ask, issues });
  if (issues.count > 0) return issues.refusal(what);
  if (rowCount === 0) {
    const message = `The ${what} file has a header but no rows.`;
    return refuse({ family: 'invalid', code: 'no_rows', message });
  }
  function* rows(): Generator<Row, void, void> {
    const none = new FileIssues();
    for (const csvRow of csv.rows(none))
      yield read(new RowReader(csvRow, { issues: none, currency }));
  }
  return answer({ rowCount, notes: ask.notes?.() ?? [], rows });
}

/** How many rows there are. What is kept of them, to find one that comes twice, is gone at the end. */
function findIssues<Row>(
  csv: CsvFile,
  ask: Pick<
    Parameters<typeof readTypedFile<Row>>[1],
    'currency' | 'read' | 'key' | 'check' | 'tell'
  > & {
    readonly issues: FileIssues;
  },
): number {
  const { issues, currency } = ask;
  const rowOf = new Map<string, number>();
  let rowCount = 0;
  for (const csvRow of csv.rows(issues, ask.tell)) {
    rowCount++;
    const reader = new RowReader(csvRow, { issues, currency });
    const row = ask.read(reader);
    const key = ask.key(row);
    if (key !== null && reader.isRead(...key.of)) {
      const { column, code, what } = key;
      const first = rowOf.get(key.key);
      if (first === undefined) rowOf.set(key.key, reader.rowNumber);
      else reader.report({ column, code, message: `${what} is already in row ${first}.` });
    }
    ask.check?.(row, reader);
  }
  return rowCount;
}
