import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSlice } from './plain-csv.ts';

const rowBytesMax = 64 * 1024;
const delimiters = ['\r\n', '\n', '\r'];
const careful = (text: string): readonly (readonly string[])[] =>
  parse(Buffer.from(text), { record_delimiter: delimiters, relax_column_count: true });
const plain = (text: string) => plainSlice(Buffer.from(text), rowBytesMax);

describe('a piece of CSV without quotation marks', () => {
  it('has the rows and cells that csv-parse finds in it', () => {
    const piece = fc.constantFrom('a', 'é', '𝒳', ',', ' ', '\n', '\r', '\r\n', '7.5', '\0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const slice = plain(text);
        expect([...(slice?.records ?? [])]).toEqual(careful(text));
        expect(slice?.bytes).toBe(Buffer.byteLength(text));
      }),
    );
  });

  it('of a long file ends with a complete row, and all pieces together equal the file', () => {
    const text = Buffer.from('Zoë,1234.50\r\n'.repeat(40_000));
    let [offset, rows] = [0, 0];
    while (offset < text.length) {
      const slice = plainSlice(text.subarray(offset), rowBytesMax);
      for (const cells of slice?.records ?? []) {
        rows += 1;
        if (cells.join('|') !== 'Zoë|1234.50') throw new Error(cells.join('|'));
      }
      offset += slice?.bytes ?? Number.NaN;
    }
    expect([offset, rows]).toEqual([text.length, 40_000]);
  });

  it.each([
    ['a quotation mark', 'a,"b"\n'],
    ['a row near the limit of a row', `${'x'.repeat(rowBytesMax)}\n`],
    ['no line end in many bytes', 'x,\r'.repeat(100_000)],
  ])('is left to csv-parse with %s', (_, text) => {
    expect(plain(text)).toBeNull();
  });
});
