/**
 * A CSV file whose every row has been read and found right.
 *
 * The file is gone over twice: here, to find every problem and keep nothing; and again by
 * whoever imports, row by row, through `rows()`. A million rows therefore never stand in
 * memory at once.
 */

import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { CsvFile } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { RowReader } from './row-reader.ts';

/** Something a person should know about a file that is right. */
export interface FileNote {
  readonly code: string;
  readonly message: string;
}

export interface TypedFile<Row> {
  readonly rowCount: number;
  readonly notes: readonly FileNote[];
  /** From the first row again at every call. */
  rows(): Generator<Row, void, void>;
}

/**
 * `check` sees each sound row once, in order, and may report against it (the same employee
 * twice). Refusals: file_refused, no_rows.
 */
export function readTypedFile<Row>(
  csv: CsvFile,
  ask: {
    readonly what: string;
    readonly currency: Currency;
    readonly read: (reader: RowReader) => Row;
    readonly check: (row: Row, reader: RowReader) => void;
    readonly notes: () => readonly FileNote[];
  },
): Answer<TypedFile<Row>> {
  const { what, currency, read } = ask;
  const issues = new FileIssues();
  let rowCount = 0;
  for (const csvRow of csv.rows(issues)) {
    rowCount++;
    const reader = new RowReader(csvRow, { issues, currency });
    const row = read(reader);
    if (reader.isSound) ask.check(row, reader);
  }
  if (issues.count > 0) return issues.refusal(what);
  if (rowCount === 0) {
    const message = `The ${what} file has a header and no rows.`;
    return refuse({ family: 'invalid', code: 'no_rows', message });
  }
  function* rows(): Generator<Row, void, void> {
    const none = new FileIssues();
    for (const csvRow of csv.rows(none))
      yield read(new RowReader(csvRow, { issues: none, currency }));
  }
  return answer({ rowCount, notes: ask.notes(), rows });
}

/** Reports a row whose key stood in an earlier row. */
export class FirstRows {
  readonly #rowOf = new Map<string, number>();

  check(key: string, ask: { reader: RowReader; column: string; code: string; what: string }): void {
    const { reader, column, code, what } = ask;
    const first = this.#rowOf.get(key);
    if (first === undefined) this.#rowOf.set(key, reader.rowNumber);
    else reader.report({ column, code, message: `${what} already stands in row ${first}.` });
  }
}
