/** Numbers in the bytes of a binary COPY. That PostgreSQL reads the rows is tested by every run. */
import { describe, expect, it } from 'vitest';
import { binaryRows, type RowWriter } from './binary-copy.ts';

const headerBytes = 19;

function written(columns: number, write: (to: RowWriter) => void): Buffer {
  const rows = binaryRows([null], { columns, write: (_, to) => write(to) });
  return Buffer.concat([...rows]).subarray(headerBytes + 2, -2);
}

describe('a number in a binary row', () => {
  it.each([0n, -1n, 123_456_789_012n, 2n ** 63n - 1n, -(2n ** 63n)])(
    '%s is written whole, with its length before it',
    (value) => {
      const bytes = written(1, (to) => to.int8(value));
      expect([bytes.readInt32BE(0), bytes.readBigInt64BE(4)]).toEqual([8, value]);
      const array = written(1, (to) => to.int8Array([value, 7n]));
      expect([array.length, array.readBigInt64BE(28), array.readBigInt64BE(40)]).toEqual([
        48,
        value,
        7n,
      ]);
    },
  );

  it.each([2n ** 63n, -(2n ** 63n) - 1n])(
    '%s is beyond 64 bits and refused, not cut off',
    (value) => {
      expect(() => written(1, (to) => to.int8(value))).toThrow('64 bits');
      expect(() => written(1, (to) => to.int8Array([1n, value]))).toThrow('64 bits');
    },
  );

  it.each([2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN])(
    '%s is no whole number of 32 bits and refused, not cut off',
    (value) => {
      expect(() => written(1, (to) => to.int4(value))).toThrow('32 bits');
      expect(() => written(1, (to) => to.int4Array([value]))).toThrow('32 bits');
    },
  );
});

describe('rows of every size', () => {
  it('are sent in blocks that contain all of them, even a row larger than a block', () => {
    const texts = ['é'.repeat(200_000), 'short', 'x'.repeat(255 * 1024), ''];
    const write = (text: string, to: RowWriter) => {
      to.textArray([text]);
    };
    const bytes = Buffer.concat([...binaryRows(texts, { columns: 1, write })]);
    let at = headerBytes;
    const read = texts.map(() => {
      const length = bytes.readInt32BE(at + 2 + 24);
      const from = at + 2 + 28;
      at = from + length;
      return bytes.subarray(from, at).toString();
    });
    expect(read).toEqual(texts);
    expect(bytes.subarray(at)).toEqual(Buffer.from([0xff, 0xff]));
  });
});
