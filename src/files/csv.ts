/**
 * The rows of a CSV file: cells by the names of their columns, and an issue for every broken row.
 *
 * Pure and synchronous; csv-parse reads RFC 4180, and plain-rows.ts the pieces without quotation
 * marks. Rows are parsed one slice at a time, so a million rows need little more memory than the
 * file. The caller reads the file twice: first to find every error, then to import.
 *
 * Guarantees
 *   - UTF-8 with or without a byte order mark, UTF-16 with one. Lines end with LF, CRLF or CR;
 *   - row numbers are those of a spreadsheet. Titles and blank rows count, and a quoted cell of
 *     several lines is one row. A first line `sep=,` is not a row;
 *   - a returned row has exactly as many cells as the header. No cell has NUL or undecodable bytes;
 *   - blank rows are skipped, and so are columns without a name and without values; an unknown
 *     column is an error.
 *
 * Elsewhere: the header (open-csv.ts), what a cell may contain (row-reader.ts), and the columns of
 * each file (roster-file.ts, …).
 */

import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { asIssue, rowBytesMax } from './csv-problems.ts';
import type { FileForm } from './file-form.ts';
import type { FileIssues } from './file-issues.ts';
import { type MappedColumns, skippedNote } from './mapped-columns.ts';
import { PlainRow, plainPiece } from './plain-rows.ts';
import type { RowBlock } from './row-blocks.ts';
import type { FileNote } from './typed-file.ts';

/** Rows parsed at once. Larger slices need more memory; smaller ones are slower. */
const rowsPerSlice = 2_000;
/** No character of UTF-8 text is longer, counted in bytes for each unit of a string. */
const bytesPerUnitMax = 3;
const replacementCharacter = '\ufffd';
const replacementBytes = Buffer.from(replacementCharacter);

export interface CsvShape {
  /** The kind of file, such as `roster` or `hours`. Every message names it. */
  readonly what: string;
  readonly columns: readonly string[];
  /** Column → other names that exports give it. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  readonly required: readonly string[];
  /** The file must have at least one column of each group. */
  readonly anyOf: readonly (readonly string[])[];
}

export interface CsvRow {
  readonly rowNumber: number;
  cells(): readonly string[];
  /** The cell as it is in the file. Empty if the file has no such column. */
  cell(column: string): string;
}

export interface CsvFile {
  /** The column of each place; '' for a place that is passed over. */
  readonly columns: readonly string[];
  /** How the file writes the names of columns that it does not write as they are. */
  readonly headers: ReadonlyMap<string, string>;
  readonly form: FileForm;
  /** Whether the cells of a row are the values of its columns, as they are. */
  readonly isAsWritten: boolean;
  /** What was passed over. The rows have been read. */
  notes(): readonly FileNote[];
  /** The bytes of the rows, without the header. */
  readonly text: Buffer;
  has(column: string): boolean;
  /** Reads the rows. A broken row becomes an issue and is not returned. */
  rows(issues: FileIssues, tell?: TellBytes): Generator<CsvRow, void, void>;
  /** The same rows, faster: a `PlainRow` is only valid until the next row is asked for. */
  passingRows(issues: FileIssues, tell?: TellBytes): Generator<CsvRow | PlainRow, void, void>;
  /** The same file with the rows of these blocks only, which keep their numbers. */
  only(blocks: readonly Pick<RowBlock, 'from' | 'to' | 'firstRow'>[]): CsvFile;
}

/** How much of a long file has been read. */
export type TellBytes = (done: number, of: number) => void;

interface Table extends Pick<CsvFile, 'columns' | 'headers' | 'form' | 'text'> {
  readonly notes: readonly FileNote[];
  readonly mapped: MappedColumns | null;
  /** The names as the file writes them. */
  readonly header: readonly string[];
  readonly places: ReadonlyMap<string, number>;
}

/** Some bytes of the text, which are whole rows. */
type Part = Pick<RowBlock, 'from' | 'to' | 'firstRow'>;

/** The rows of a text. `parts` are whole rows. */
export function csvFile(table: Table, parts: readonly Part[]): CsvFile {
  const { places, mapped } = table;
  let skipped = 0;
  const isAsWritten = mapped === null || (mapped.made.size === 0 && mapped.isSkipped === null);
  const asWritten: CsvFile['passingRows'] = (issues, tell) =>
    readRows({ ...table, issues, tell }, parts);
  const made: CsvFile['passingRows'] = function* (issues, tell) {
    skipped = 0;
    for (const row of asWritten(issues, tell)) {
      const cells = row.cells();
      if (mapped?.isSkipped?.(cells) === true) skipped += 1;
      else yield new Row(row.rowNumber, { cells, places, made: mapped?.made });
    }
  };
  const passingRows = isAsWritten ? asWritten : made;
  return {
    ...{ columns: table.columns, headers: table.headers, text: table.text },
    ...{ form: table.form, isAsWritten },
    notes: () => (skipped === 0 ? table.notes : [...table.notes, skippedNote(skipped)]),
    has: (column) => places.has(column) || mapped?.made.has(column) === true,
    *rows(issues, tell) {
      for (const row of passingRows(issues, tell)) {
        yield row instanceof PlainRow
          ? new Row(row.rowNumber, { cells: row.cells(), places })
          : row;
      }
    },
    passingRows,
    only: (blocks) => csvFile(table, blocks),
  };
}

interface RowsAsk extends Table {
  readonly issues: FileIssues;
  readonly tell: TellBytes | undefined;
}

function* readRows(ask: RowsAsk, parts: readonly Part[]): Generator<CsvRow | PlainRow, void, void> {
  const { text, places } = ask;
  const isSuspect = text.includes(0) || !isUtf8(text) || text.includes(replacementBytes);
  const plain = new PlainRow(text, { places, rowBytesMax: rowBytesMax / bytesPerUnitMax });
  for (const part of parts) {
    plain.rowNumber = part.firstRow - 1;
    if (!(yield* readPart({ ...ask, plain, isSuspect }, part))) return;
  }
}

/** False when a row cannot be read, and the rows after it neither. */
function* readPart(
  ask: RowsAsk & { readonly plain: PlainRow; readonly isSuspect: boolean },
  { from, to }: Part,
): Generator<CsvRow | PlainRow, boolean, void> {
  const { text, header, places, issues, tell, plain, isSuspect } = ask;
  let offset = from;
  while (offset < to) {
    const end = plainPiece(text, { from: offset, to });
    if (end !== null) {
      plain.begin(offset, end);
      while (plain.next()) {
        const isPlain = !isSuspect && plain.cellCount === header.length && plain.isSurelyNotBlank;
        if (isPlain || isGood(plain.cells(), { ...ask, row: plain.rowNumber })) yield plain;
      }
      offset = plain.nextAt;
    }
    if (end === null || offset < end) {
      const { records, bytes, failure } = slice(text.subarray(offset, to), rowsPerSlice);
      for (const cells of records) {
        plain.rowNumber += 1;
        const row = plain.rowNumber;
        if (isGood(cells, { ...ask, row })) yield new Row(row, { cells, places });
      }
      if (failure !== null) {
        issues.add(asIssue(failure, { header: placeNames(ask), row: plain.rowNumber + 1 }));
        return false;
      }
      offset += bytes;
    }
    if (offset < text.length) tell?.(offset, text.length);
  }
  return true;
}

/** False when the row is blank, or when it became an issue. */
function isGood(
  cells: readonly string[],
  ask: RowsAsk & { readonly row: number; readonly isSuspect: boolean },
): boolean {
  return !isBlank(cells) && isWhole(cells, ask);
}

class Row implements CsvRow {
  readonly rowNumber: number;
  readonly #cells: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #made: MappedColumns['made'] | undefined;

  constructor(
    rowNumber: number,
    of: {
      readonly cells: readonly string[];
      readonly places: ReadonlyMap<string, number>;
      readonly made?: MappedColumns['made'] | undefined;
    },
  ) {
    this.rowNumber = rowNumber;
    this.#cells = of.cells;
    this.#places = of.places;
    this.#made = of.made;
  }

  cells(): readonly string[] {
    return this.#cells;
  }

  cell(column: string): string {
    const place = this.#places.get(column);
    // An index that no array has (-1) would cost more than everything else here.
    if (place !== undefined) return this.#cells[place] ?? '';
    return this.#made?.get(column)?.(this.#cells) ?? '';
  }
}

interface Slice {
  readonly records: Iterable<readonly string[]>;
  /** The number of bytes that were parsed, from the start of the slice. */
  readonly bytes: number;
  readonly failure: CsvError | null;
}

/** The first records of a text, and where they end. */
export function slice(
  text: Buffer,
  rowsMax: number,
): Slice & { readonly records: readonly (readonly string[])[] } {
  const records: string[][] = [];
  let bytes = 0;
  try {
    parse(text, {
      to: rowsMax,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: rowBytesMax,
      on_record: (record: string[], context) => {
        records.push(record);
        bytes = context.bytes;
        return null;
      },
    });
    return { records, bytes, failure: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, bytes, failure: error };
  }
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** The name of each place in a message. */
function placeNames({ columns, header }: Pick<Table, 'columns' | 'header'>): readonly string[] {
  return columns.map((column, place) => (column === '' ? (header[place] ?? '') : column));
}

function isWhole(
  cells: readonly string[],
  ask: Pick<Table, 'columns' | 'header'> & {
    readonly row: number;
    readonly isSuspect: boolean;
    readonly issues: FileIssues;
  },
): boolean {
  const { header, row, isSuspect, issues } = ask;
  if (cells.length !== header.length) {
    const code = cells.length > header.length ? 'too_many_cells' : 'too_few_cells';
    const message = `The row has ${cells.length} cells, the header ${header.length}; a comma inside a cell needs quotation marks around the cell.`;
    issues.add({ row, column: null, code, message });
    return false;
  }
  if (!isSuspect) return true;
  const before = issues.count;
  const names = placeNames(ask);
  cells.forEach((cell, index) => {
    const column = names[index] ?? null;
    if (cell.includes('\0')) {
      issues.add({ row, column, code: 'nul_byte', message: 'The cell holds a NUL byte.' });
    } else if (cell.includes(replacementCharacter)) {
      const message = 'The cell holds bytes that are not UTF-8; save the file as "CSV UTF-8".';
      issues.add({ row, column, code: 'invalid_utf8', message });
    }
  });
  return issues.count === before;
}
