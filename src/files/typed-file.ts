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
import type { CsvFile, CsvRow, TellBytes } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { KeyTable } from './key-table.ts';
import { PlainRow } from './plain-rows.ts';
import { type RowContext, RowReader } from './row-reader.ts';

/** A fact that somebody should know about a valid file. */
export interface FileNote {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly actions?: readonly Action[];
  readonly facts?: Readonly<Record<string, unknown>>;
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

/** Reads rows that are written plainly from their bytes. Its values are those of the careful reading. */
export interface QuickReader<Row> {
  /** The place of the key, which is the only cell of the key. */
  readonly keyAt: number;
  /** False: the row has to be read carefully. */
  read(row: PlainRow): boolean;
  /** As `check`, for the row that was just read. */
  check(): void;
  /** Learns from a row that was read carefully and has no error. */
  learn(row: PlainRow, from: { readonly row: Row; readonly reader: RowReader }): void;
}

/** A file whose rows can also pass one by one, as the bytes of a row that is written plainly. */
export interface PassingFile<Row, Quick> extends TypedFile<Row> {
  /** The same rows, faster: a quick one is only valid until the next row is asked for. */
  passingRows(): Generator<Row | Quick, void, void>;
}

/** The rows of a file that was checked, each read quickly where that is possible. */
export function* passing<Row, Quick>(
  csv: CsvFile,
  ask: {
    readonly currency: Currency;
    readonly read: (reader: RowReader) => Row;
    /** Null: the row has to be read carefully. */
    readonly quick: (row: PlainRow) => Quick | null;
  },
): Generator<Row | Quick, void, void> {
  const { currency, read, quick } = ask;
  const context = { issues: new FileIssues(), currency, form: csv.form, days: new Map() };
  for (const row of csv.passingRows(context.issues)) {
    const plain = row instanceof PlainRow ? quick(row) : null;
    yield plain ?? read(new RowReader(row, context));
  }
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
    readonly quick?: QuickReader<Row>;
    /** No two rows have one key: somebody has looked. Then no table of keys is made. */
    readonly areKeysDistinct?: boolean;
    /** Errors of the file as a whole, which are listed after those of its rows. */
    readonly further?: (issues: FileIssues) => void;
    readonly notes?: () => readonly FileNote[];
    readonly tell?: TellBytes | undefined;
  },
): Answer<TypedFile<Row>> {
  const { what, currency, read } = ask;
  const issues = new FileIssues(csv.headers, csv.form.columns?.saved);
  const { form } = csv;
  const days = new Map<string, Temporal.PlainDate>();
  const rowCount = findIssues(csv, { ...ask, issues, form, days });
  ask.further?.(issues);
  if (issues.count > 0) return issues.refusal(what);
  if (rowCount === 0) {
    const message = `The ${what} file has a header but no rows.`;
    return refuse({ family: 'invalid', code: 'no_rows', message });
  }
  function* rows(): Generator<Row, void, void> {
    const none = new FileIssues();
    const context = { issues: none, currency, form, days };
    for (const csvRow of csv.passingRows(none)) yield read(new RowReader(csvRow, context));
  }
  return answer({ rowCount, notes: [...csv.notes(), ...(ask.notes?.() ?? [])], rows });
}

const totalWords = /^(?:grand |sub[- ]?)?(?:totals?|sum)\b/i;

/** A row of totals has many empty cells. They are one problem, and somebody may really have this number. */
function isBrokenTotal<Row>(
  row: CsvRow,
  ask: Pick<Parameters<typeof readTypedFile<Row>>[1], 'read'> & RowContext,
): boolean {
  if (!totalWords.test(row.cell('employee_id').trim())) return false;
  const own = new FileIssues();
  ask.read(new RowReader(row, { ...ask, issues: own }));
  return own.count > 0;
}

/** Counts the rows and finds duplicates. The keys are discarded at the end. */
function findIssues<Row>(
  csv: CsvFile,
  ask: Pick<
    Parameters<typeof readTypedFile<Row>>[1],
    'currency' | 'read' | 'key' | 'check' | 'quick' | 'areKeysDistinct' | 'tell'
  > &
    RowContext,
): number {
  const { issues, quick, areKeysDistinct = false } = ask;
  const keyAt = quick?.keyAt ?? 0;
  const keys = new KeyTable(csv.text, { first: keyAt, last: keyAt });
  let rowCount = 0;
  for (const csvRow of csv.passingRows(issues, ask.tell)) {
    rowCount++;
    const plain = quick !== undefined && csvRow instanceof PlainRow ? csvRow : null;
    const isQuick = plain !== null && quick !== undefined && quick.read(plain);
    if (isQuick && (areKeysDistinct || keys.numberOf(plain, plain.rowNumber) === 0)) {
      quick.check();
      continue;
    }
    if (isBrokenTotal(csvRow, ask)) {
      const message = 'The row looks like a total. Remove it, or skip it with a column map.';
      issues.add({ row: csvRow.rowNumber, column: null, code: 'total_row', message });
      continue;
    }
    const before = issues.count;
    const reader = new RowReader(csvRow, ask);
    const row = ask.read(reader);
    const key = ask.key(row);
    if (!areKeysDistinct && key !== null && reader.isRead(...key.of)) {
      const { column, code, what } = key;
      const first = keys.numberOfText(key.key, reader.rowNumber);
      if (first > 0) {
        reader.report({ column, code, message: `${what} is already in row ${first}.` });
      }
    }
    ask.check?.(row, reader);
    if (plain !== null && issues.count === before) quick?.learn(plain, { row, reader });
  }
  return rowCount;
}
