/**
 * Encodes rows as the bytes of COPY … WITH (FORMAT binary).
 *
 * Format: https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format". It is twice as fast as text
 * here, and nothing has to be quoted.
 */
import { assert } from '#errors.ts';
import { copyHeader, dateEpoch } from '#store/binary-format.ts';
import { toEpochDay } from '#time/plain-date.ts';

const trailer = Buffer.from([0xff, 0xff]);
const oid = { int4: 23, int8: 20, text: 25 } as const;
const blockBytes = 256 * 1024;
/** Of the first block, which grows: most writers have few rows. */
const firstBytes = 16 * 1024;
/** The bytes of a large row. */
const rowBytes = 8 * 1024;
const twoTo32 = 2 ** 32;
const int8Max = 2n ** 63n - 1n;
const int8Min = -(2n ** 63n);
/** Longer text is encoded by the runtime, which is faster then. */
const shortText = 48;

/** The upper 32 bits. The lower ones of such a number are `value | 0`. */
function highOf(value: number): number {
  assert(Number.isSafeInteger(value), 'an int8 from a number is a safe whole number');
  return Math.floor(value / twoTo32);
}

/** Fields are appended in the order of the columns. */
export class RowWriter {
  #buffer = Buffer.allocUnsafeSlow(firstBytes);
  /** The same bytes. A view writes numbers several times faster than a buffer. */
  #view = new DataView(this.#buffer.buffer);
  #used = 0;

  get used(): number {
    return this.#used;
  }

  /** Whether a usual row may not fit into the block any more. */
  get isFull(): boolean {
    return this.#used >= blockBytes - rowBytes;
  }

  /** A copy of the bytes written since an index. */
  copyFrom(from: number): Buffer {
    return Buffer.from(this.#buffer.subarray(from, this.#used));
  }

  /** Appends the bytes of an earlier row and returns the index at which they begin. */
  again(bytes: Buffer): number {
    this.#room(bytes.length);
    const at = this.#used;
    this.#buffer.set(bytes, at);
    this.#used = at + bytes.length;
    return at;
  }

  /** Replaces an int4 that was written before. */
  int4At(at: number, value: number): void {
    assert((value | 0) === value, 'an int4 is a whole number of 32 bits');
    this.#view.setInt32(at, value);
  }

  /** Replaces int8 values that were written one after the other. The first is at the index. */
  wholesAt(
    at: number,
    of: { readonly values: Float64Array; readonly from: number; readonly count: number },
  ): void {
    const { values, from, count } = of;
    const view = this.#view;
    for (let nth = 0; nth < count; nth += 1) {
      const value = values[from + nth] ?? Number.NaN;
      const low = value | 0;
      // Most amounts have 32 bits.
      const high = low === value ? low >> 31 : highOf(value);
      view.setInt32(at + nth * 12, high);
      view.setInt32(at + nth * 12 + 4, low);
    }
  }

  /** Returns everything written so far and empties the writer. */
  take(): Buffer {
    const block = this.#buffer.subarray(0, this.#used);
    this.#startOn(Buffer.allocUnsafeSlow(blockBytes));
    this.#used = 0;
    return block;
  }

  /** Returns everything written so far. Nothing is written afterwards. */
  last(): Buffer {
    return this.#buffer.subarray(0, this.#used);
  }

  raw(bytes: Buffer): void {
    this.#room(bytes.length);
    bytes.copy(this.#buffer, this.#used);
    this.#used += bytes.length;
  }

  row(columns: number): void {
    this.#room(2);
    this.#view.setInt16(this.#used, columns);
    this.#used += 2;
  }

  int4(value: number): void {
    this.#room(8);
    this.#int32(4);
    this.#int32(value);
  }

  int8(value: bigint): void {
    this.#room(12);
    this.#int64(value);
  }

  /** The same for a whole number that a double holds exactly. */
  int8Of(value: number): void {
    assert(Number.isSafeInteger(value), 'a number of a column is whole and exact');
    this.#room(12);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setInt32(this.#used, 8);
    this.#view.setInt32(this.#used + 4, high);
    this.#view.setUint32(this.#used + 8, value - high * 0x1_0000_0000);
    this.#used += 12;
  }

  /** Writes NULL. */
  absent(): void {
    this.#room(4);
    this.#int32(-1);
  }

  text(value: string): void {
    if (value.length <= shortText && this.#shortAscii(value)) return;
    const length = Buffer.byteLength(value);
    this.#room(4 + length);
    this.#int32(length);
    this.#used += this.#buffer.write(value, this.#used);
  }

  /** False, and nothing is written, when a character is not ASCII. */
  #shortAscii(value: string): boolean {
    const { length } = value;
    this.#room(4 + length);
    const start = this.#used + 4;
    for (let at = 0; at < length; at += 1) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) return false;
      this.#buffer[start + at] = code;
    }
    this.#int32(length);
    this.#used += length;
    return true;
  }

  /** Text that is given as its bytes in UTF-8. */
  textOf(bytes: Buffer, part: { readonly from: number; readonly to: number }): void {
    const { from, to } = part;
    const length = to - from;
    this.#room(4 + length);
    this.#int32(length);
    if (length > shortText) bytes.copy(this.#buffer, this.#used, from, to);
    else {
      for (let at = 0; at < length; at += 1) {
        this.#buffer[this.#used + at] = bytes[from + at] as number;
      }
    }
    this.#used += length;
  }

  /** Given as days since 1970-01-01. */
  dayOf(epochDay: number): void {
    this.int4(epochDay - dateEpoch);
  }

  /** Written as days since 1 January 2000. */
  date(value: Temporal.PlainDate): void {
    this.int4(toEpochDay(value) - dateEpoch);
  }

  /** `value` is JSON text. The byte before it is the version of the format. */
  jsonb(value: string): void {
    const length = Buffer.byteLength(value);
    this.#room(5 + length);
    this.#int32(length + 1);
    this.#used = this.#buffer.writeUInt8(1, this.#used);
    this.#used += this.#buffer.write(value, this.#used);
  }

  int4Array(values: readonly number[]): void {
    this.#arrayStart(values.length, oid.int4, 8);
    for (const value of values) {
      this.#int32(4);
      this.#int32(value);
    }
  }

  int8Array(values: readonly bigint[]): void {
    this.#arrayStart(values.length, oid.int8, 12);
    for (const value of values) this.#int64(value);
  }

  textArray(values: readonly string[]): void {
    let length = 0;
    for (const value of values) length += 4 + Buffer.byteLength(value);
    this.#arrayStart(values.length, oid.text, 0, length);
    for (const value of values) {
      const at = this.#used;
      this.#used = at + 4 + this.#buffer.write(value, at + 4);
      this.#view.setInt32(at, this.#used - at - 4);
    }
  }

  /**
   * Each element has `elementBytes` bytes. When their sizes differ, `total` gives the bytes of all elements.
   */
  #arrayStart(count: number, elementOid: number, elementBytes: number, total?: number): void {
    const elements = total ?? count * elementBytes;
    const dimensions = count === 0 ? 0 : 1;
    this.#room(4 + 12 + 8 + elements);
    this.#int32(12 + dimensions * 8 + elements);
    this.#int32(dimensions);
    this.#int32(0);
    this.#int32(elementOid);
    if (dimensions === 1) {
      this.#int32(count);
      this.#int32(1);
    }
  }

  /** Checks the value, because a view silently cuts off what does not fit. */
  #int32(value: number): void {
    assert((value | 0) === value, 'an int4 is a whole number of 32 bits');
    this.#view.setInt32(this.#used, value);
    this.#used += 4;
  }

  /** Writes the length before the value. */
  #int64(value: bigint): void {
    assert(value >= int8Min && value <= int8Max, 'an int8 is a whole number of 64 bits');
    this.#view.setInt32(this.#used, 8);
    this.#view.setBigInt64(this.#used + 4, value);
    this.#used += 12;
  }

  #room(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#startOn(larger);
  }

  #startOn(buffer: Buffer<ArrayBuffer>): void {
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer);
  }
}

/** A writer that has begun a COPY. `endedCopy` gives its bytes. */
export function begunCopy(): RowWriter {
  const writer = new RowWriter();
  writer.raw(copyHeader);
  return writer;
}

export function endedCopy(writer: RowWriter): readonly Buffer[] {
  writer.raw(trailer);
  return [writer.last()];
}

/** The bytes of all rows, in blocks. Memory stays at one block for any number of rows. */
export function binaryRows<Row>(
  rows: Iterable<Row>,
  ask: { readonly columns: number; readonly write: (row: Row, to: RowWriter) => void },
): Generator<Buffer> {
  assert(ask.columns > 0, 'a row has columns');
  return binaryBlocks(function* write(to) {
    for (const row of rows) {
      to.row(ask.columns);
      ask.write(row, to);
      if (to.isFull) yield to.take();
    }
  });
}

/** The bytes of what is written. `write` yields the writer's block when it is full. */
export function* binaryBlocks(write: (to: RowWriter) => Iterable<Buffer>): Generator<Buffer> {
  const writer = new RowWriter();
  writer.raw(copyHeader);
  yield* write(writer);
  writer.raw(trailer);
  yield writer.last();
}
