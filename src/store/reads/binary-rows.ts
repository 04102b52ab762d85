/**
 * Reads the rows of COPY … TO STDOUT (FORMAT binary), field by field in the order of the columns.
 *
 * For large results: no object is made for a row or a field that nobody keeps. The other direction is
 * writes/binary-copy.ts.
 */
import { assert } from '#errors.ts';
import { wholeMax } from '#money/safe-integers.ts';
import { copyHeader, dateEpoch } from '#store/binary-format.ts';
import type { Sql } from '#store/sql.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay } from '#time/plain-date.ts';

const lastRow = -1;
const absent = -1;
const arrayHeaderBytes = 20;
const listsMax = 32;

/** Dates that were read before: the same days come again and again, and a date never changes. */
const dates = new Map<number, Temporal.PlainDate>();
const datesMax = 20_000;

export class BinaryRows {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = copyHeader.length;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next row. False after the last one. */
  next(): boolean {
    const columns = this.#view.getInt16(this.#at);
    this.#at += 2;
    return columns !== lastRow;
  }

  int4(): number {
    assert(this.#length() === 4, 'a column without nulls');
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }

  int8(): bigint {
    const value = this.int8OrNull();
    assert(value !== null, 'a column without nulls');
    return value;
  }

  /** For a look at its size: beyond 2^53 it is not exact. */
  int8AsNumber(): number {
    assert(this.#length() === 8, 'a column without nulls');
    this.#at += 8;
    return this.#view.getInt32(this.#at - 8) * 2 ** 32 + this.#view.getUint32(this.#at - 4);
  }

  int8OrNull(): bigint | null {
    if (this.#length() === absent) return null;
    this.#at += 8;
    return this.#view.getBigInt64(this.#at - 8);
  }

  date(): Temporal.PlainDate {
    const value = this.dateOrNull();
    assert(value !== null, 'a column without nulls');
    return value;
  }

  dateOrNull(): Temporal.PlainDate | null {
    if (this.#length() === absent) return null;
    this.#at += 4;
    return dateOf(this.#view.getInt32(this.#at - 4));
  }

  text(): string {
    const value = this.textOrNull();
    assert(value !== null, 'a column without nulls');
    return value;
  }

  textOrNull(): string | null {
    const length = this.#length();
    if (length === absent) return null;
    if (length === 0) return '';
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  oneOf<Word extends string>(words: readonly Word[]): Word {
    const word = this.oneOfOrNull(words);
    assert(word !== null, 'a column without nulls');
    return word;
  }

  /** One of a few words that differ in their first letter. */
  oneOfOrNull<Word extends string>(words: readonly Word[]): Word | null {
    const length = this.#length();
    if (length === absent) return null;
    const first = this.#view.getUint8(this.#at);
    this.#at += length;
    const word = words.find((one) => one.charCodeAt(0) === first && one.length === length);
    assert(word !== undefined, `a word is one of ${words.join(', ')}`);
    return word;
  }

  /** Rows have the same lists again and again, so `known` keeps some, and a row gets one of them. */
  int4s(known: (readonly number[])[]): readonly number[] {
    const count = this.#arrayOf(8);
    const from = this.#at;
    this.#at += count * 8;
    const like = known.find((list) => this.#isAt(from, list, count));
    if (like !== undefined) return like;
    const list = Array.from({ length: count }, (_, nth) => this.#view.getInt32(from + nth * 8 + 4));
    if (known.length < listsMax) known.push(list);
    return list;
  }

  #isAt(from: number, list: readonly number[], count: number): boolean {
    if (list.length !== count) return false;
    for (let nth = 0; nth < count; nth += 1) {
      if (this.#view.getInt32(from + nth * 8 + 4) !== list[nth]) return false;
    }
    return true;
  }

  int8s(): readonly bigint[] {
    const count = this.#arrayOf(12);
    const from = this.#at;
    this.#at += count * 12;
    return Array.from({ length: count }, (_, nth) => this.#view.getBigInt64(from + nth * 12 + 4));
  }

  texts(): readonly string[] {
    const length = this.#length();
    const dimensions = this.#view.getInt32(this.#at);
    const count = dimensions === 0 ? 0 : this.#view.getInt32(this.#at + 12);
    this.#at += count === 0 ? length : arrayHeaderBytes;
    return Array.from({ length: count }, () => this.text());
  }

  /**
   * Into a block of numbers, from an index. False when an amount is beyond `wholeMax`, or when there are not
   * exactly `count`. Then nothing is read, and `int8s` reads them.
   */
  wholesInto(block: Float64Array, { at, count }: { at: number; count: number }): boolean {
    const from = this.#at;
    if (this.#arrayOf(12) !== count) {
      this.#at = from;
      return false;
    }
    for (let nth = 0; nth < count; nth += 1) {
      const value =
        this.#view.getInt32(this.#at + 4) * 2 ** 32 + this.#view.getUint32(this.#at + 8);
      if (value > wholeMax || value < -wholeMax) {
        this.#at = from;
        return false;
      }
      block[at + nth] = value;
      this.#at += 12;
    }
    return true;
  }

  /** The number of elements. Afterwards the next byte is the first element's length. */
  #arrayOf(elementBytes: number): number {
    const length = this.#length();
    const dimensions = this.#view.getInt32(this.#at);
    if (dimensions === 0) {
      this.#at += length;
      return 0;
    }
    const count = this.#view.getInt32(this.#at + 12);
    assert(length === arrayHeaderBytes + count * elementBytes, 'an array without nulls');
    this.#at += arrayHeaderBytes;
    return count;
  }

  #length(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }
}

/** The rows of a query, each as `read` makes it. Like `rowsOf`, for many rows. */
export async function copiedRows<Row>(
  at: Reading,
  query: Sql,
  read: (row: BinaryRows) => Row,
): Promise<Row[]> {
  const rows = new BinaryRows(await at.copyOut(query));
  const found: Row[] = [];
  while (rows.next()) found.push(read(rows));
  return found;
}

function dateOf(days: number): Temporal.PlainDate {
  const known = dates.get(days);
  if (known !== undefined) return known;
  if (dates.size >= datesMax) dates.clear();
  const date = fromEpochDay(days + dateEpoch);
  dates.set(days, date);
  return date;
}
