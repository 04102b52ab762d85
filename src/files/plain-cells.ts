/**
 * Reads the bytes of a cell that is written as nearly all are: an amount, a day, a key, a text.
 *
 * Each function answers for such a cell, and says so when it cannot. The careful reading of row-reader.ts then
 * decides. Both give the same value. None of them makes an object.
 */

import { daysInMonth, epochDayOf } from '#time/plain-date.ts';
import type { PlainRow } from './plain-rows.ts';

const zero = 0x30;
const point = 0x2e;
const dash = 0x2d;
const space = 0x20;
/** So many digits are exact in a double: less than 2^53. */
const digitsMax = 15;
const tens = Array.from({ length: digitsMax + 1 }, (_, power) => 10 ** power);

/** Characters of an ordinary key: letters, digits, `_`, `.` and `-`. */
const ofKey = setOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-');
/** Characters with which a spreadsheet formula begins, and the blank that is cut off. */
const oddFirst = setOf(' =+-@');

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) set[byte] = 1;
  return set;
}

export function isEmptyCell(row: PlainRow, place: number): boolean {
  return place === -1 || row.from(place) === row.to(place);
}

/** `12.5` with two decimals is 1250, as `plainDecimal` reads it. NaN: it is not written plainly. */
export function plainNumber(row: PlainRow, place: number, decimals: number): number {
  const { text } = row;
  const [from, to] = [row.from(place), row.to(place)];
  const length = to - from;
  if (length === 0 || length > digitsMax) return Number.NaN;
  let [value, pointAt] = [0, -1];
  for (let at = from; at < to; at += 1) {
    const byte = text[at] as number;
    const digit = byte - zero;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (byte === point && pointAt === -1 && at > from) pointAt = at;
    else return Number.NaN;
  }
  const wholeDigits = pointAt === -1 ? length : pointAt - from;
  if (wholeDigits > 1 && text[from] === zero) return Number.NaN;
  const fraction = pointAt === -1 ? 0 : to - pointAt - 1;
  if (fraction > decimals || (pointAt !== -1 && fraction === 0)) return Number.NaN;
  if (wholeDigits + decimals > digitsMax) return Number.NaN;
  return value * (tens[decimals - fraction] as number);
}

/** The days since 1970-01-01 of a day from 1900 to 2199. NaN: it is not plainly one. */
export function plainDay(row: PlainRow, place: number): number {
  const { text } = row;
  const from = row.from(place);
  if (row.to(place) - from !== 10) return Number.NaN;
  if (text[from + 4] !== dash || text[from + 7] !== dash) return Number.NaN;
  const year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
  const month = twoDigits(text, from + 5);
  const day = twoDigits(text, from + 8);
  const isKnown = year >= 1900 && year < 2200 && month >= 1 && month <= 12 && day >= 1;
  if (!isKnown || (day > 28 && !(day <= daysInMonth(year, month)))) return Number.NaN;
  return day > 0 ? epochDayOf({ year, month, day }) : Number.NaN;
}

/** NaN when one of them is not a digit. */
function twoDigits(text: Buffer, from: number): number {
  const first = (text[from] as number) - zero;
  const second = (text[from + 1] as number) - zero;
  if (first < 0 || first > 9 || second < 0 || second > 9) return Number.NaN;
  return first * 10 + second;
}

/** Whether the cell is a key of ordinary characters, and not empty. */
export function isPlainKey(row: PlainRow, place: number, lengthMax: number): boolean {
  const { text } = row;
  const [from, to] = [row.from(place), row.to(place)];
  if (to === from || to - from > lengthMax || text[from] === dash) return false;
  for (let at = from; at < to; at += 1) if (ofKey[text[at] as number] === 0) return false;
  return true;
}

/** Whether the cell is printable ASCII that no spreadsheet runs, without blanks around it, and not empty. */
export function isPlainText(row: PlainRow, place: number, lengthMax: number): boolean {
  const { text } = row;
  const [from, to] = [row.from(place), row.to(place)];
  if (to === from || to - from > lengthMax) return false;
  if (oddFirst[text[from] as number] === 1 || text[to - 1] === space) return false;
  for (let at = from; at < to; at += 1) {
    const byte = text[at] as number;
    if (byte < space || byte > 0x7e) return false;
  }
  return true;
}
