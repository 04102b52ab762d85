/**
 * A CSV file in which every row is valid.
 *
 * The file is read twice. This function first finds every problem and keeps no row. The import then
 * reads it again, row by row, through `rows()`. So a million rows are never in memory at once.
 */

import type { Action } from '#actions.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { CsvFile, TellBytes } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { type RowContext, RowReader } from './row-reader.ts';

/** A fact that somebody should know about a valid file. */
export interface FileNote {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly actions?: readonly Action[];
}

export interface TypedFile<Row> {
  readonly rowCount: number;
  readonly notes: readonly FileNote[];
  /** Starts again from the first row at every call. */
  rows(): Generator<Row, void, void>;
}

/** A key that no two rows of a file may share. */
export interface RowKey {
  readonly key: string;
  /** The columns of the key. If one of their cells is invalid, the row has no key. */
  readonly of: readonly string[];
  /** The column under which a duplicate is reported, and the code of that issue. */
  readonly column: string;
  readonly code: string;
  /** The subject of the message: "Employee 7" in "Employee 7 is already in row 2". */
  readonly what: string;
}

/**
 * Reads and checks a whole file. `check` receives each row once, in order, and may report issues. A
 * row has placeholders for its invalid cells. Refusals: file_refused, no_rows.
 */
export function readTypedFile<Row>(
  csv: CsvFile,
  ask: {
    readonly what: string;
    readonly currency: Currency;
    readonly read: (reader: RowReader) => Row;
    /** Null: the row has no key. */
    readonly key: (row: Row) => RowKey | null;
    readonly check?: (row: Row, reader: RowReader) => void;
    readonly notes?: () => readonly FileNote[];
    readonly tell?: TellBytes | undefined;
  },
): Answer<TypedFile<Row>> {
  const { what, currency, read } = ask;
  const issues = new FileIssues();
  const days = new Map<string, Temporal.PlainDate>();
  const rowCount = findIssues(csv, { ...ask, issues, days });
  if (issues.count > 0) return issues.refusal(what);
  if (rowCount === 0) {
    const message = `The ${what} file has a header but no rows.`;
    return refuse({ family: 'invalid', code: 'no_rows', message });
  }
  function* rows(): Generator<Row, void, void> {
    const none = new FileIssues();
    const context = { issues: none, currency, days };
    for (const csvRow of csv.rows(none)) yield read(new RowReader(csvRow, context));
  }
  return answer({ rowCount, notes: ask.notes?.() ?? [], rows });
}

/** Copies a piece of the file's text, which would otherwise keep all of that text in memory. */
function ownText(text: string): string {
  return text.length < cutFrom ? text : Buffer.from(text).toString();
}

/** The shortest piece of a text that V8 does not copy. */
const cutFrom = 13;

/** Counts the rows and finds duplicates. The keys are discarded at the end. */
function findIssues<Row>(
  csv: CsvFile,
  ask: Pick<
    Parameters<typeof readTypedFile<Row>>[1],
    'currency' | 'read' | 'key' | 'check' | 'tell'
  > &
    RowContext,
): number {
  const { issues } = ask;
  const rowOf = new Map<string, number>();
  let rowCount = 0;
  for (const csvRow of csv.rows(issues, ask.tell)) {
    rowCount++;
    const reader = new RowReader(csvRow, ask);
    const row = ask.read(reader);
    const key = ask.key(row);
    if (key !== null && reader.isRead(...key.of)) {
      const { column, code, what } = key;
      const first = rowOf.get(key.key);
      if (first === undefined) rowOf.set(ownText(key.key), reader.rowNumber);
      else reader.report({ column, code, message: `${what} is already in row ${first}.` });
    }
    ask.check?.(row, reader);
  }
  return rowCount;
}
