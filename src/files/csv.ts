/**
 * Parses a CSV file into rows of named cells, or returns every error.
 *
 * Pure and synchronous; csv-parse reads RFC 4180, and plain-rows.ts the pieces without quotation
 * marks. Rows are parsed one slice at a time, so a million rows need little more memory than the
 * file. The caller reads the file twice: first to find every error, then to import.
 *
 * Guarantees
 *   - UTF-8 with or without a byte order mark, UTF-16 with one. Lines end with LF, CRLF or CR;
 *   - row numbers are those of a spreadsheet. The header is row 1, blank rows count, and a quoted
 *     cell of several lines is one row;
 *   - a returned row has exactly as many cells as the header. No cell has NUL or undecodable bytes;
 *   - blank rows are skipped; an unknown column is an error.
 *
 * Elsewhere: what a cell may contain (row-reader.ts), and the columns of each file (roster-file.ts,
 * …).
 */

import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { closestWord, didYouMean } from '#text/closest-word.ts';
import { capital, withArticle } from '#text/counted.ts';
import { toUtf8 } from './file-encoding.ts';
import { FileIssues } from './file-issues.ts';
import { PlainRow, plainPiece } from './plain-rows.ts';
import type { RowBlock } from './row-blocks.ts';

/** Rows parsed at once. Larger slices need more memory; smaller ones are slower. */
const rowsPerSlice = 2_000;
/** Limits how much of the file an unclosed quotation mark can swallow. */
const rowBytesMax = 64 * 1024;
/** No character of UTF-8 text is longer, counted in bytes for each unit of a string. */
const bytesPerUnitMax = 3;
const replacementCharacter = '\ufffd';
const replacementBytes = Buffer.from(replacementCharacter);

export interface CsvShape {
  /** The kind of file, such as `roster` or `hours`. Every message names it. */
  readonly what: string;
  readonly columns: readonly string[];
  readonly required: readonly string[];
  /** The file must have at least one column of each group. */
  readonly anyOf: readonly (readonly string[])[];
}

export interface CsvRow {
  readonly rowNumber: number;
  /** The cell as it is in the file. Empty if the file has no such column. */
  cell(column: string): string;
}

export interface CsvFile {
  readonly columns: readonly string[];
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

/** Refusals: those of file-encoding.ts, file_empty, wrong_delimiter, file_refused (header). */
export function readCsv(bytes: Uint8Array, shape: CsvShape): Answer<CsvFile> {
  const decoded = toUtf8(bytes, shape.what);
  if (!decoded.ok) return decoded;
  const text = decoded.value;
  const head = slice(text, 1);
  const header = head.records[0]?.map((name) => name.trim().toLowerCase());
  const issues = new FileIssues();
  if (head.failure !== null && header === undefined) {
    issues.add(asIssue(head.failure, { header: [], row: 1 }));
    return issues.refusal(shape.what);
  }
  if (header === undefined) return empty(shape, 'The file is empty.');
  if (isBlank(header)) {
    return empty(shape, 'The first row must have the names of the columns.');
  }
  const only = header.length === 1 ? (header[0] ?? '') : '';
  const delimiter = [';', '\t', '|'].find((character) => only.includes(character));
  if (delimiter !== undefined) return wrongDelimiter(shape, delimiter);
  checkHeader(header, { shape, issues });
  if (issues.count > 0) return issues.refusal(shape.what);
  const places = new Map(header.map((name, index) => [name, index]));
  const body = text.subarray(head.bytes);
  const whole = { from: 0, to: body.length, firstRow: 2 };
  return answer(csvFile({ text: body, header, places }, [whole]));
}

interface Table {
  readonly text: Buffer;
  readonly header: readonly string[];
  readonly places: ReadonlyMap<string, number>;
}

/** Some bytes of the text, which are whole rows. */
type Part = Pick<RowBlock, 'from' | 'to' | 'firstRow'>;

function csvFile(table: Table, parts: readonly Part[]): CsvFile {
  const { header, places } = table;
  const passingRows: CsvFile['passingRows'] = (issues, tell) =>
    readRows({ ...table, issues, tell }, parts);
  return {
    columns: header,
    text: table.text,
    has: (column) => places.has(column),
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

/** Finds every error in the header. */
function checkHeader(
  header: readonly string[],
  ask: { shape: CsvShape; issues: FileIssues },
): void {
  const { shape, issues } = ask;
  const add = (column: string, code: string, message: string): void =>
    issues.add({ row: 1, column, code, message });
  const missing = shape.required.filter((name) => !header.includes(name));
  const seen = new Set<string>();
  header.forEach((name, index) => {
    if (name === '') {
      const message = `Column ${index + 1} has no name; remove it or name it.`;
      add(String(index + 1), 'unnamed_column', message);
    } else if (seen.has(name)) {
      add(name, 'doubled_column', `The column "${name}" appears more than once.`);
    } else if (!shape.columns.includes(name)) {
      const known = closestWord(name, missing) === null ? shape.columns : missing;
      const message = `${capital(withArticle(shape.what))} file has no column with this name.${didYouMean(name, known)}`;
      add(name, 'unknown_column', message);
    }
    seen.add(name);
  });
  for (const name of missing) add(name, 'missing_column', `The column "${name}" is missing.`);
  for (const group of shape.anyOf) {
    if (group.some((name) => header.includes(name))) continue;
    add(group.join(' or '), 'missing_column', 'The file needs at least one of these columns.');
  }
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
        issues.add(asIssue(failure, { header, row: plain.rowNumber + 1 }));
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

  constructor(
    rowNumber: number,
    of: { readonly cells: readonly string[]; readonly places: ReadonlyMap<string, number> },
  ) {
    this.rowNumber = rowNumber;
    this.#cells = of.cells;
    this.#places = of.places;
  }

  cell(column: string): string {
    const place = this.#places.get(column);
    // An index that no array has (-1) would cost more than everything else here.
    return place === undefined ? '' : (this.#cells[place] ?? '');
  }
}

interface Slice {
  readonly records: Iterable<readonly string[]>;
  /** The number of bytes that were parsed, from the start of the slice. */
  readonly bytes: number;
  readonly failure: CsvError | null;
}

function slice(
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

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function isWhole(
  cells: readonly string[],
  ask: { header: readonly string[]; row: number; isSuspect: boolean; issues: FileIssues },
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
  cells.forEach((cell, index) => {
    const column = header[index] ?? null;
    if (cell.includes('\0')) {
      issues.add({ row, column, code: 'nul_byte', message: 'The cell holds a NUL byte.' });
    } else if (cell.includes(replacementCharacter)) {
      const message = 'The cell holds bytes that are not UTF-8; save the file as "CSV UTF-8".';
      issues.add({ row, column, code: 'invalid_utf8', message });
    }
  });
  return issues.count === before;
}

function asIssue(
  error: CsvError,
  ask: { header: readonly string[]; row: number },
): { row: number; column: string | null; code: string; message: string } {
  const { row } = ask;
  const place: unknown = error['column'];
  const column = typeof place === 'number' ? (ask.header[place] ?? null) : null;
  const rest = 'The rows after it could not be read.';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_INVALID_CLOSING_QUOTE': {
      const message = `A quotation mark is opened in this row and not closed before the next comma. ${rest}`;
      return { row, column, code: 'unbalanced_quote', message };
    }
    case 'INVALID_OPENING_QUOTE': {
      const message = `A quotation mark is in the middle of the cell; write it twice and put the cell in quotation marks. ${rest}`;
      return { row, column, code: 'unbalanced_quote', message };
    }
    case 'CSV_MAX_RECORD_SIZE': {
      const message = `The row is longer than ${rowBytesMax / 1024} KB; is a quotation mark not closed? ${rest}`;
      return { row, column: null, code: 'row_too_long', message };
    }
    default:
      return { row, column, code: 'unreadable_row', message: `The row is not CSV. ${rest}` };
  }
}

function empty(shape: CsvShape, message: string): Answer<never> {
  const hint = `The columns of ${withArticle(shape.what)} file are ${shape.columns.join(', ')}.`;
  return refuse({ family: 'invalid', code: 'file_empty', message, hint });
}

function wrongDelimiter(shape: CsvShape, delimiter: string): Answer<never> {
  const name = delimiter === '\t' ? 'tabs' : delimiter === ';' ? 'semicolons' : 'vertical bars';
  return refuse({
    family: 'invalid',
    code: 'wrong_delimiter',
    message: `The columns of the ${shape.what} file are separated by ${name}.`,
    hint: 'Save it with commas between the columns and a point before the decimals.',
  });
}
