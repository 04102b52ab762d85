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

/** A parameter as PostgreSQL reads it: text, bytes or null. */
export function parameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (ArrayBuffer.isView(value)) return bytesOf(value);
  if (Array.isArray(value)) return arrayText(value);
  return textOf(value);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.Instant) {
    return value.toString();
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function arrayText(values: readonly unknown[]): string {
  return `{${values.map(elementText).join(',')}}`;
}

/** Whole numbers stand as they are. Everything else is quoted, because an element may be the word NULL. */
function elementText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return arrayText(value);
  if (ArrayBuffer.isView(value)) return `"\\\\x${bytesOf(value).toString('hex')}"`;
  return `"${textOf(value).replaceAll(/["\\]/g, '\\$&')}"`;
}
