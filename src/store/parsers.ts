/**
 * How PostgreSQL's values are converted, set once for every connection.
 *
 *   date        → Temporal.PlainDate   (pg's own parser gives local midnight, which is another day elsewhere)
 *   timestamptz → Temporal.Instant
 *   int8        → bigint               (amounts; ids are int4 and stay numbers)
 *   int8[]      → bigint[]
 *   numeric     → string               (never a float)
 */
import pg from 'pg';

const oid = {
  int4Array: 1007,
  int8: 20,
  date: 1082,
  timestamptz: 1184,
  int8Array: 1016,
  numeric: 1700,
} as const;

/** Dates that were read before: the same days come again and again, and a date never changes. */
const dates = new Map<string, Temporal.PlainDate>();
const datesMax = 20_000;

function dateOf(text: string): Temporal.PlainDate {
  const known = dates.get(text);
  if (known !== undefined) return known;
  if (dates.size >= datesMax) dates.clear();
  const date = Temporal.PlainDate.from(text);
  dates.set(text, date);
  return date;
}

/** `pg` reads arrays one character at a time. It still reads those with nulls or several dimensions. */
function int4sOf(text: string): readonly (number | null)[] {
  if (text === '{}') return [];
  if (/[NL{]/.test(text.slice(1)))
    return pg.types.getTypeParser(Number(oid.int4Array), 'text')(text);
  return text.slice(1, -1).split(',').map(Number);
}

const parsers = new Map<number, (text: string) => unknown>([
  [oid.int8, BigInt],
  [oid.date, dateOf],
  [oid.timestamptz, (text) => Temporal.Instant.from(text)],
  [oid.int8Array, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt))],
  [oid.int4Array, int4sOf],
  [oid.numeric, (text) => text],
]);

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(id)) ??
    pg.types.getTypeParser(id, format ?? 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

/** Converts parameters that `pg` cannot write by itself. */
export function parameter(value: unknown): unknown {
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.Instant) {
    return value.toString();
  }
  if (Array.isArray(value)) return arrayText(value) ?? value.map(parameter);
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Of whole numbers alone: `pg` would quote each of them. */
function arrayText(values: readonly unknown[]): string | null {
  const isPlain = values.every((one) => typeof one === 'number' || typeof one === 'bigint');
  return isPlain && values.length > 0 ? `{${values.join(',')}}` : null;
}
