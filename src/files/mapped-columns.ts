/**
 * Applies a column map to the header of a file: which place each column is read from, and which columns are made
 * from several places or have one value.
 */

import { didYouMean } from '#text/closest-word.ts';
import { capital, counted, withArticle } from '#text/counted.ts';
import { type ColumnMap, type ColumnSource, type Condition, folded } from './column-map.ts';
import { foldedName } from './column-names.ts';
import type { CsvShape } from './csv.ts';
import type { FileIssues } from './file-issues.ts';
import type { FileNote } from './typed-file.ts';

type Cells = readonly string[];

export interface MappedColumns {
  /** The column of each place; '' if it is ignored or only a part of a column; null if the map is silent. */
  readonly columns: readonly (string | null)[];
  /** Columns whose value is more than the cell of one place. */
  readonly made: ReadonlyMap<string, (cells: Cells) => string>;
  /** Null: the map passes over no row. */
  readonly isSkipped: ((cells: Cells) => boolean) | null;
}

/** Reports every header of the map that the file does not have, and every column that the file's kind lacks. */
export function mapColumns(
  names: readonly string[],
  ask: {
    readonly map: ColumnMap;
    readonly shape: CsvShape;
    readonly issues: FileIssues;
    readonly row: number;
    /** The first row with a value in this place; null: no row has one. */
    readonly valueIn: (place: number) => number | null;
  },
): MappedColumns {
  const { map, shape, issues, row } = ask;
  const placeFound = placeFinder(names);
  const placeOf = (header: string): number => {
    const place = placeFound(header);
    if (place !== null) return place;
    const message = `The column map names "${header}", which the file does not have.${didYouMean(header, names)}`;
    issues.add({ row, column: header, code: 'mapped_header_missing', message });
    return 0;
  };
  const columns: (string | null)[] = names.map(() => null);
  const made = new Map<string, (cells: Cells) => string>();
  for (const source of map.sources) {
    if (!shape.columns.includes(source.column)) {
      const message = `${capital(withArticle(shape.what))} file has no column ${source.column}.${didYouMean(source.column, shape.columns)}`;
      issues.add({ row: null, column: source.column, code: 'unknown_column', message });
      continue;
    }
    const from = source.from.map(placeOf);
    const conditions = source.when.map((one) => conditionAt(one, placeOf));
    for (const place of from) columns[place] ??= '';
    if (isPlain(source)) columns[from[0] ?? 0] = source.column;
    else made.set(source.column, (cells) => valueOf(source, { cells, from, conditions }));
  }
  const skips = map.skip.map((one) => conditionAt(one, placeOf));
  // A header that only a condition names is known, too.
  for (const { header } of [...map.sources.flatMap(({ when }) => when), ...map.skip]) {
    const place = placeFound(header);
    if (place !== null) columns[place] ??= '';
  }
  for (const header of map.empty) {
    const place = placeFound(header);
    if (place === null) continue;
    columns[place] ??= '';
    const filled = ask.valueIn(place);
    if (filled === null) continue;
    const message = `The column map expects no value under "${header}", and Paybeat would not take this one.`;
    issues.add({ row: filled, column: header, code: 'not_empty', message });
  }
  if (map.ignore !== 'others') {
    for (const header of map.ignore) {
      const place = placeFound(header);
      if (place !== null) columns[place] ??= '';
    }
  }
  const isSkipped = (cells: Cells): boolean => skips.some((isMet) => isMet(cells));
  return { columns, made, isSkipped: skips.length === 0 ? null : isSkipped };
}

/** `Rate` and `Rate #` may both be there: the same word is found before one that is nearly the same. */
function placeFinder(names: readonly string[]): (header: string) => number | null {
  const same = new Map(names.map((name, place) => [folded(name), place]));
  const near = new Map(names.map((name, place) => [foldedName(name), place]));
  return (header) => same.get(folded(header)) ?? near.get(foldedName(header)) ?? null;
}

/** One header for one column, and nothing else. */
function isPlain({ from, values, when }: ColumnSource): boolean {
  return from.length === 1 && values.size === 0 && when.length === 0;
}

function conditionAt(
  { header, words }: Condition,
  placeOf: (header: string) => number,
): (cells: Cells) => boolean {
  const place = placeOf(header);
  return (cells) => words.has(folded(cells[place] ?? ''));
}

function valueOf(
  { from: headers, value, values }: ColumnSource,
  of: {
    readonly cells: Cells;
    readonly from: readonly number[];
    readonly conditions: readonly ((cells: Cells) => boolean)[];
  },
): string {
  const { cells, from, conditions } = of;
  if (!conditions.every((isMet) => isMet(cells))) return '';
  if (headers.length === 0) return value;
  const parts = from.map((place) => (cells[place] ?? '').trim()).filter((part) => part !== '');
  const text = parts.join(' ');
  return values.get(folded(text)) ?? text;
}

/** Says which column was read from which header. */
export function takenNote({
  map,
  names,
  columns,
}: {
  readonly map: ColumnMap;
  readonly names: readonly string[];
  /** The column of each place, after the map and the names of the file are applied. */
  readonly columns: readonly string[];
}): FileNote {
  const mapped = new Set(map.sources.map(({ column }) => column));
  const own = columns.filter((column) => column !== '' && !mapped.has(column));
  const used = new Set(map.sources.flatMap(({ from }) => from.map(foldedName)));
  const ignored = names.filter(
    (name, place) => name !== '' && columns[place] === '' && !used.has(foldedName(name)),
  );
  const taken = map.sources.map(({ column, from, value }) =>
    from.length === 0
      ? `${column} is "${value}"`
      : `${column} from ${from.map((header) => `"${header}"`).join(' and ')}`,
  );
  const asNamed = own.length === 0 ? [] : [`${own.join(', ')} as named`];
  const read = [...(taken.length === 0 ? [] : [taken.join(', ')]), ...asNamed].join('; ');
  const passed =
    ignored.length === 0 ? '' : ` Ignored: ${ignored.map((name) => `"${name}"`).join(', ')}.`;
  const { saved } = map;
  const which = saved === undefined ? 'The column map' : `The column map saved by ${saved.words}`;
  const message = `${which} was used: ${read}.${passed}`;
  const facts = {
    taken: map.sources.map(({ column, from, value }) => ({
      column,
      ...(from.length === 0 ? { value } : { from }),
    })),
    asNamed: own,
    ignored,
    ...(saved === undefined ? {} : { saved: { by: saved.by, at: saved.at } }),
  };
  return { code: 'columns_mapped', message, facts };
}

export function skippedNote(rows: number): FileNote {
  const message = `${counted(rows, 'row')} ${rows === 1 ? 'was' : 'were'} passed over, because the column map says so.`;
  return { code: 'rows_skipped', message, facts: { rows } };
}
