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
  const placesOf = placesFinder(names);
  const add = (header: string, code: string, message: string): void =>
    issues.add({ row, column: header, code, message });
  const placeOf = (header: string): number => {
    const [place, second] = placesOf(header);
    if (place === undefined) {
      const message = `The column map names "${header}", which the file does not have.${didYouMean(header, names)}`;
      add(header, 'mapped_header_missing', message);
    } else if (second !== undefined) {
      const message = `The file has "${header}" more than once, in columns ${place + 1} and ${second + 1}.`;
      add(header, 'doubled_column', message);
    }
    return place ?? 0;
  };
  const columns: (string | null)[] = names.map(() => null);
  const pass = (header: string): void => {
    for (const place of placesOf(header)) columns[place] ??= '';
  };
  const made = new Map<string, (cells: Cells) => string>();
  const takenFor = new Map<number, string>();
  for (const source of map.sources) {
    const { column } = source;
    if (!shape.columns.includes(column)) {
      const message = `${capital(withArticle(shape.what))} file has no column ${column}.${didYouMean(column, shape.columns)}`;
      issues.add({ row: null, column, code: 'unknown_column', message });
      continue;
    }
    const from = source.from.map(placeOf);
    const conditions = source.when.map((one) => conditionAt(one, placeOf));
    source.from.forEach((header, at) => {
      const place = from[at] ?? 0;
      const other = takenFor.get(place);
      if (placesOf(header).length === 0) return;
      if (other !== undefined) {
        add(header, 'header_twice', `The column map takes "${header}" for ${other}, too.`);
      }
      if (source.when.length === 0) takenFor.set(place, column);
    });
    source.from.forEach(pass);
    if (isPlain(source)) columns[from[0] ?? 0] = column;
    else made.set(column, (cells) => valueOf(source, { cells, from, conditions }));
  }
  const skips = map.skip.map((one) => conditionAt(one, placeOf));
  // A header that only a condition names is known, too.
  for (const { header } of [...map.sources.flatMap(({ when }) => when), ...map.skip]) pass(header);
  for (const header of map.empty) {
    pass(header);
    for (const place of placesOf(header)) {
      const filled = ask.valueIn(place);
      if (filled === null) continue;
      const message = `The column map expects no value under "${header}", and Paybeat would not take this one.`;
      issues.add({ row: filled, column: header, code: 'not_empty', message });
    }
  }
  if (map.ignore !== 'others') map.ignore.forEach(pass);
  const isSkipped = (cells: Cells): boolean => skips.some((isMet) => isMet(cells));
  return { columns, made, isSkipped: skips.length === 0 ? null : isSkipped };
}

/** `Rate` and `Rate #` may both be there: the same word is found before one that is nearly the same. */
function placesFinder(names: readonly string[]): (header: string) => readonly number[] {
  const placesBy = (key: (name: string) => string): ReadonlyMap<string, number[]> => {
    const places = new Map<string, number[]>();
    names.forEach((name, place) => {
      const of = places.get(key(name));
      if (of === undefined) places.set(key(name), [place]);
      else of.push(place);
    });
    return places;
  };
  const same = placesBy(folded);
  const near = placesBy(foldedName);
  return (header) => same.get(folded(header)) ?? near.get(foldedName(header)) ?? [];
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
