/**
 * Opens a CSV file: decodes it, finds the row with the names of the columns, and applies a column map.
 *
 * The result gives the rows (csv.ts), whatever the file calls its columns.
 */

import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { ColumnMap } from './column-map.ts';
import { type ColumnOf, columnFinder, foldedName } from './column-names.ts';
import { type CsvFile, type CsvShape, csvFile, isBlank, slice } from './csv.ts';
import { asIssue, delimiterIn, empty, wrongDelimiter } from './csv-problems.ts';
import { toUtf8 } from './file-encoding.ts';
import { type FileForm, plainForm, withMap } from './file-form.ts';
import { FileIssues } from './file-issues.ts';
import {
  columnsNamed,
  findHeader,
  type HeaderRow,
  isComplete,
  rowsSearched,
  titleNotes,
} from './header-row.ts';
import { mapColumns, takenNote } from './mapped-columns.ts';

/** Refusals: those of file-encoding.ts, file_empty, wrong_delimiter, file_refused (header). */
export function readCsv(
  bytes: Uint8Array,
  shape: CsvShape,
  given: FileForm = plainForm,
): Answer<CsvFile> {
  const form = withMap(given);
  const decoded = toUtf8(bytes, shape.what);
  if (!decoded.ok) return decoded;
  const { text, delimiter } = withoutSepLine(decoded.value);
  if (delimiter !== null) return wrongDelimiter(shape, delimiter);
  const map = form.columns ?? null;
  const columnOf = columnFinder(shape);
  const issues = new FileIssues(undefined, map?.saved);
  const found = readHeader(text, { ...expected({ shape, columnOf, map }), issues });
  if (!found.ok) return found;
  const { header, bytes: headBytes } = found.value;
  const { names } = header;
  const notes = [...titleNotes(header, issues)];
  if (issues.count > 0) return issues.refusal(shape.what);
  const body = text.subarray(headBytes);
  const whole = { from: 0, to: body.length, firstRow: header.rowNumber + 1 };
  const untold = { text: body, header: names, headers: new Map<string, string>(), form, notes };
  const raw = csvFile({ ...untold, columns: names, places: new Map(), mapped: null }, [whole]);
  const row = header.rowNumber;
  const valueIn = valuesOf(raw);
  const mapped = map === null ? null : mapColumns(names, { map, shape, issues, row, valueIn });
  if (issues.count > 0) return issues.refusal(shape.what, hintFor(map));
  const ignoresOthers = map?.ignore === 'others';
  const asking = { shape, columnOf, issues, mapped, ignoresOthers, valueIn };
  const columns = columnsNamed(header, asking);
  if (issues.count > 0) return issues.refusal(shape.what, newHeaderHint(map));
  if (map !== null) notes.push(takenNote({ map, names, columns }));
  const places = new Map(columns.map((name, index) => [name, index]));
  const headers = headersOf({ columns, names, map });
  return answer(csvFile({ ...untold, columns, headers, places, mapped }, [whole]));
}

function hintFor(map: ColumnMap | null): string {
  return map?.saved === undefined
    ? 'Correct the column map, or leave it out if the file has other columns.'
    : 'Save a column map that fits this file.';
}

/** A header that the map is silent about. Undefined: the standard hint. */
function newHeaderHint(map: ColumnMap | null): string | undefined {
  return map?.saved === undefined
    ? undefined
    : 'Take or ignore each of these headers in the column map, and save it again.';
}

/** What the header of the file has to name, when a column map is used. */
function expected(ask: {
  readonly shape: CsvShape;
  readonly columnOf: ColumnOf;
  readonly map: ColumnMap | null;
}): { readonly shape: CsvShape; readonly columnOf: ColumnOf } {
  const { shape, columnOf, map } = ask;
  if (map === null) return ask;
  const isGiven = (column: string) =>
    map.sources.some((one) => one.column === column && one.from.length === 0);
  const mapped = new Map(
    map.sources.flatMap(({ column, from }) => from.map((one) => [foldedName(one), column])),
  );
  return {
    columnOf: (header) => mapped.get(foldedName(header)) ?? columnOf(header),
    shape: {
      ...shape,
      required: shape.required.filter((column) => !isGiven(column)),
      anyOf: shape.anyOf.filter((group) => !group.some(isGiven)),
    },
  };
}

/** Finds the row with the names, and where it ends. */
function readHeader(
  text: Buffer,
  ask: { readonly shape: CsvShape; readonly columnOf: ColumnOf; readonly issues: FileIssues },
): Answer<{ readonly header: HeaderRow; readonly bytes: number }> {
  const { shape, issues } = ask;
  const head = slice(text, 1);
  const [first] = head.records;
  if (first === undefined) {
    if (head.failure === null) return empty(shape, 'The file is empty.');
    issues.add(asIssue(head.failure, { header: [], row: 1 }));
    return issues.refusal(shape.what);
  }
  if (isComplete(first, ask)) {
    const names = first.map((name) => name.trim());
    return answer({ header: { names, rowNumber: 1, above: [] }, bytes: head.bytes });
  }
  const { records } = slice(text, rowsSearched);
  const header = findHeader(records, ask);
  if (isBlank(header.names)) {
    return empty(shape, 'The first row must have the names of the columns.');
  }
  const only = header.names.length === 1 ? (header.names[0] ?? '') : '';
  const delimiter = delimiterIn(only);
  if (delimiter !== null) return wrongDelimiter(shape, delimiter);
  return answer({ header, bytes: slice(text, header.rowNumber).bytes });
}

/** Some programs write for a spreadsheet, in a first line, which character separates: `sep=,`. */
export function withoutSepLine(text: Buffer): { text: Buffer; delimiter: string | null } {
  const line = /^"?sep=(.)"?,*\r?\n/i.exec(text.toString('latin1', 0, 4_096));
  if (line === null) return { text, delimiter: null };
  const [whole, character = ','] = line;
  return { text: text.subarray(whole.length), delimiter: character === ',' ? null : character };
}

/** The first row that has a value in a place. Reads the file only when it is asked. */
function valuesOf(csv: CsvFile): (place: number) => number | null {
  let first: Map<number, number> | null = null;
  return (place) => {
    first ??= firstValues(csv);
    return first.get(place) ?? null;
  };
}

/** Place → the first row with a value. */
function firstValues(csv: CsvFile): Map<number, number> {
  const first = new Map<number, number>();
  for (const row of csv.passingRows(new FileIssues())) {
    row.cells().forEach((cell, place) => {
      if (!first.has(place) && cell.trim() !== '') first.set(place, row.rowNumber);
    });
    if (first.size === csv.columns.length) break;
  }
  return first;
}

/** The names that the file writes otherwise than in lower or upper case. */
function headersOf({
  columns,
  names,
  map,
}: {
  readonly columns: readonly string[];
  readonly names: readonly string[];
  readonly map: ColumnMap | null;
}): ReadonlyMap<string, string> {
  const headers = new Map<string, string>(
    (map?.sources ?? []).map(({ column, from }) => [
      column,
      from.length === 0 ? 'from the column map' : from.join(' and '),
    ]),
  );
  columns.forEach((column, place) => {
    const name = names[place] ?? '';
    if (column !== '' && name.toLowerCase() !== column) headers.set(column, name);
  });
  return headers;
}
