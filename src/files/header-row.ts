/**
 * Finds the row with the names of the columns, and the column of each name.
 *
 * It is the first row, unless a row below names more columns: exports have titles above the table. A row is a
 * title if it has one value, or a label with its value (`Company:,Acme Ltd`). Rows with more values could be
 * rows of the table, so they are refused.
 */

import { closestWord, didYouMean } from '#text/closest-word.ts';
import { capital, counted, withArticle } from '#text/counted.ts';
import type { ColumnOf } from './column-names.ts';
import type { CsvShape } from './csv.ts';
import type { FileIssues } from './file-issues.ts';
import type { MappedColumns } from './mapped-columns.ts';
import type { FileNote } from './typed-file.ts';

/** A title above the table is shorter. */
export const rowsSearched = 30;

export interface HeaderRow {
  /** As the file writes them, without blanks around them. */
  readonly names: readonly string[];
  readonly rowNumber: number;
  /** The rows above it. */
  readonly above: readonly (readonly string[])[];
}

/** `rows` are the first rows of the file, and not empty. */
export function findHeader(
  rows: readonly (readonly string[])[],
  ask: { readonly shape: CsvShape; readonly columnOf: ColumnOf },
): HeaderRow {
  const counts = rows.map((row) => namedIn(row, ask));
  const complete = counts.findIndex(({ isComplete }) => isComplete);
  const most = counts.reduce((best, { count }) => Math.max(best, count), 0);
  const at = complete === -1 ? counts.findIndex(({ count }) => count === most) : complete;
  // One name may be a word of a title.
  const found = most > 1 ? at : 0;
  const names = (rows[found] ?? []).map((name) => name.trim());
  return { names, rowNumber: found + 1, above: rows.slice(0, found) };
}

export function isComplete(
  row: readonly string[],
  ask: { readonly shape: CsvShape; readonly columnOf: ColumnOf },
): boolean {
  return namedIn(row, ask).isComplete;
}

function namedIn(
  row: readonly string[],
  { shape, columnOf }: { readonly shape: CsvShape; readonly columnOf: ColumnOf },
): { readonly count: number; readonly isComplete: boolean } {
  const named = new Set(row.map(columnOf));
  named.delete(null);
  const has = (column: string) => named.has(column);
  const isComplete = shape.required.every(has) && shape.anyOf.every((group) => group.some(has));
  return { count: named.size, isComplete };
}

function isTitle(row: readonly string[]): boolean {
  const values = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [first = ''] = values;
  return values.length <= 1 || (values.length === 2 && first.endsWith(':'));
}

/** One issue if the rows above could be rows of the table, and otherwise a note. */
export function titleNotes(
  { above, rowNumber }: HeaderRow,
  issues: FileIssues,
): readonly FileNote[] {
  if (above.length === 0) return [];
  const rows = counted(above.length, 'row');
  const where = `The names of the columns are in row ${rowNumber}`;
  if (above.every(isTitle)) {
    const were = above.length === 1 ? 'was' : 'were';
    const message = `${where}; the ${rows} above ${were} passed over.`;
    return [{ code: 'title_rows_skipped', message }];
  }
  const message = `${where}, and ${rows} above ${above.length === 1 ? 'has' : 'have'} values. Remove what stands above the names.`;
  issues.add({ row: rowNumber, column: null, code: 'header_not_first', message });
  return [];
}

/** Finds every error in the header. The result has the column of each name; '' if the name is empty. */
export function columnsNamed(
  { names, rowNumber }: HeaderRow,
  ask: {
    readonly shape: CsvShape;
    readonly columnOf: ColumnOf;
    readonly issues: FileIssues;
    /** What a column map says; null: there is none. */
    readonly mapped: MappedColumns | null;
    /** Headers without a column are passed over. */
    readonly ignoresOthers: boolean;
    /** The first row with a value in this place; null: no row has one. */
    readonly valueIn: (place: number) => number | null;
  },
): readonly string[] {
  const { shape, columnOf, issues } = ask;
  const add = (column: string, code: string, message: string): void =>
    issues.add({ row: rowNumber, column, code, message });
  const { mapped, ignoresOthers } = ask;
  const named = mapped?.columns ?? [];
  const columns = names.map((name, at) => named[at] ?? (name === '' ? '' : columnOf(name)));
  const has = (column: string) => columns.includes(column) || mapped?.made.has(column) === true;
  const missing = shape.required.filter((name) => !has(name));
  const seen = new Map([...(mapped?.made.keys() ?? [])].map((column) => [column, column]));
  columns.forEach((column, index) => {
    const name = names[index] ?? '';
    if ((named[index] ?? null) === '' || (column === null && ignoresOthers)) return;
    if (column === null) {
      const known = closestWord(name, missing) === null ? shape.columns : missing;
      const message = `${capital(withArticle(shape.what))} file has no column with this name.${didYouMean(name, known)}`;
      issues.askAgainWith.add('columns');
      add(name, 'unknown_column', message);
      return;
    }
    if (column === '') {
      const row = ask.valueIn(index);
      if (row === null) return;
      const message = `Column ${index + 1} has no name, and row ${row} has a value in it; remove it or name it.`;
      add(String(index + 1), 'unnamed_column', message);
      return;
    }
    const first = seen.get(column);
    if (first !== undefined) {
      const message =
        first.toLowerCase() === name.toLowerCase()
          ? `The column "${column}" appears more than once.`
          : `The columns "${first}" and "${name}" are both ${column}. Keep one of them.`;
      const isWritten = name.toLowerCase() === column;
      add(isWritten ? column : `${column} (${name})`, 'doubled_column', message);
    } else {
      seen.set(column, name);
    }
  });
  for (const name of missing) add(name, 'missing_column', `The column "${name}" is missing.`);
  for (const group of shape.anyOf) {
    if (group.some(has)) continue;
    add(group.join(' or '), 'missing_column', 'The file needs at least one of these columns.');
  }
  return columns.map((column) => column ?? '');
}
