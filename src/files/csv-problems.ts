/** What is wrong with a CSV file as a whole, or with a row that cannot be read. */

import type { CsvError } from 'csv-parse/sync';
import type { Answer } from '#errors.ts';
import { refuse } from '#errors.ts';
import { withArticle } from '#text/counted.ts';

/** Limits how much of the file an unclosed quotation mark can swallow. */
export const rowBytesMax = 64 * 1024;

export function asIssue(
  error: CsvError,
  ask: { readonly header: readonly string[]; readonly row: number },
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

interface Shape {
  readonly what: string;
  readonly columns: readonly string[];
}

export function empty(shape: Shape, message: string): Answer<never> {
  const hint = `The columns of ${withArticle(shape.what)} file are ${shape.columns.join(', ')}.`;
  return refuse({ family: 'invalid', code: 'file_empty', message, hint });
}

const delimiterNames: Readonly<Record<string, string>> = {
  ...{ ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' },
};

export function wrongDelimiter(shape: Shape, delimiter: string): Answer<never> {
  const name = delimiterNames[delimiter] ?? `the character ${delimiter}`;
  return refuse({
    family: 'invalid',
    code: 'wrong_delimiter',
    message: `The columns of the ${shape.what} file are separated by ${name}.`,
    hint: 'Save it with commas between the columns and a point before the decimals.',
  });
}

/** The character that probably separates the columns of a line without commas. */
export function delimiterIn(line: string): string | null {
  return [';', '\t', '|'].find((character) => line.includes(character)) ?? null;
}
