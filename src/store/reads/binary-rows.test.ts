/** What `binaryRows` writes, `BinaryRows` reads. PostgreSQL uses the same format in both directions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import { wholeMax } from '#money/safe-integers.ts';
import { binaryRows, type RowWriter } from '#store/writes/binary-copy.ts';
import { BinaryRows } from './binary-rows.ts';

function rowsOf(writes: readonly ((to: RowWriter) => void)[], columns: number): BinaryRows {
  const blocks = binaryRows(writes, { columns, write: (write, to) => write(to) });
  return new BinaryRows(Buffer.concat([...blocks]));
}

function row(columns: number, write: (to: RowWriter) => void): BinaryRows {
  const rows = rowsOf([write], columns);
  expect(rows.next()).toBe(true);
  return rows;
}

const int4 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('rows that were written are read the same', () => {
  it('numbers, texts, dates and lists, in every row', () => {
    const day = fc
      .integer({ min: -20_000, max: 40_000 })
      .map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }));
    const made = fc.record({
      id: int4,
      amount: fc.option(int8),
      name: fc.string({ unit: 'grapheme', maxLength: 80 }),
      day,
      codes: fc.array(int4, { maxLength: 20 }),
      amounts: fc.array(int8, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 20 }), (all) => {
        const rows = rowsOf(
          all.map((one) => (to) => {
            to.int4(one.id);
            if (one.amount === null) to.absent();
            else to.int8(one.amount);
            to.text(one.name);
            to.date(one.day);
            to.int4Array(one.codes);
            to.int8Array(one.amounts);
          }),
          6,
        );
        const read = [];
        const lists: (readonly number[])[] = [];
        while (rows.next()) {
          const [id, amount, name] = [rows.int4(), rows.int8OrNull(), rows.text()];
          const [on, codes] = [rows.date(), rows.int4s(lists)];
          read.push({ id, amount, name, day: on, codes, amounts: rows.int8s() });
        }
        expect(read.map((one) => ({ ...one, day: one.day.toString() }))).toEqual(
          all.map((one) => ({ ...one, day: one.day.toString() })),
        );
      }),
    );
  });

  it('amounts within the bound are read as numbers, and others are left to be read whole', () => {
    const bound = BigInt(wholeMax);
    for (const amounts of [[], [0n, -1n, bound, -bound], [1n, bound + 1n], [-(2n ** 63n)]]) {
      const isPlain = amounts.every((one) => one <= bound && one >= -bound);
      const rows = row(2, (to) => {
        to.int8Array(amounts);
        to.int4(7);
      });
      const block = new Float64Array(8);
      const ask = { at: 2, count: amounts.length };
      expect(rows.wholesInto(block, ask)).toBe(isPlain);
      if (isPlain) expect([...block.subarray(2, 2 + ask.count)].map(BigInt)).toEqual(amounts);
      else expect(rows.int8s()).toEqual(amounts);
      expect(rows.int4()).toBe(7);
    }
  });

  it('rows with the same list get one list', () => {
    const codes = [
      [1, 2, 3],
      [1, 2],
      [1, 2, 3],
    ];
    const rows = rowsOf(
      codes.map((list) => (to) => to.int4Array(list)),
      1,
    );
    const lists: (readonly number[])[] = [];
    const read = [];
    while (rows.next()) read.push(rows.int4s(lists));
    expect(read).toEqual(codes);
    expect(read[2]).toBe(read[0]);
  });
});

describe('what a column cannot be is a Bug', () => {
  it('a null in a column without nulls, or a word that is not one of them', () => {
    const absent = () => row(1, (to) => to.absent());
    expect(() => absent().int8()).toThrow('without nulls');
    expect(() => absent().text()).toThrow('without nulls');
    expect(() => absent().date()).toThrow('without nulls');
    expect(() => absent().int4()).toThrow('without nulls');
    expect(() => absent().oneOf(['salary', 'hourly'])).toThrow('without nulls');
    expect(absent().oneOfOrNull(['salary', 'hourly'])).toBeNull();
    const word = row(1, (to) => to.text('hours'));
    expect(() => word.oneOf(['salary', 'hourly'])).toThrow(Bug);
  });
});
