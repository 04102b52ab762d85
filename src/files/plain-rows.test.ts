import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainRow, plainPiece } from './plain-rows.ts';

const rowBytesMax = 64 * 1024;
const delimiters = ['\r\n', '\n', '\r'];
const careful = (text: string): readonly (readonly string[])[] =>
  parse(Buffer.from(text), { record_delimiter: delimiters, relax_column_count: true });

/** The rows of the first piece, and where the walk ended. */
function walk(text: Buffer, from = 0) {
  const row = new PlainRow(text, { places: new Map(), rowBytesMax });
  const end = plainPiece(text, { from, to: text.length });
  if (end === null) return null;
  row.begin(from, end);
  const rows: (readonly string[])[] = [];
  while (row.next()) rows.push(row.cells());
  return { rows, end, at: row.nextAt };
}

describe('a piece of CSV without quotation marks', () => {
  it('has the rows and cells that csv-parse finds in it', () => {
    const piece = fc.constantFrom('a', 'é', '𝒳', ',', ' ', '\n', '\r', '\r\n', '7.5', '\0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = Buffer.from(pieces.join(''));
        const found = walk(text);
        expect(found?.rows).toEqual(careful(pieces.join('')));
        expect(found?.end).toBe(text.length);
      }),
    );
  });

  it('has rows of any number of cells', () => {
    const text = `${'a,'.repeat(500)}a\nb\n`;
    expect(walk(Buffer.from(text))?.rows).toEqual(careful(text));
  });

  it('of a long file ends with a complete row, and all pieces together equal the file', () => {
    const text = Buffer.from('Zoë,1234.50\r\n'.repeat(40_000));
    let [offset, rows] = [0, 0];
    while (offset < text.length) {
      const found = walk(text, offset);
      for (const cells of found?.rows ?? []) {
        rows += 1;
        if (cells.join('|') !== 'Zoë|1234.50') throw new Error(cells.join('|'));
      }
      offset = found?.at ?? Number.NaN;
    }
    expect([offset, rows]).toEqual([text.length, 40_000]);
  });

  it.each([
    ['a quotation mark', 'a,"b"\n'],
    ['no line end in many bytes', 'x,\r'.repeat(100_000)],
  ])('is left to csv-parse with %s', (_, text) => {
    expect(walk(Buffer.from(text))).toBeNull();
  });

  it('ends before a row that is longer than the limit of a row', () => {
    const text = Buffer.from(`a,b\n${'x'.repeat(rowBytesMax + 1)}\nc,d\n`);
    expect(walk(text)).toMatchObject({ rows: [['a', 'b']], at: 4 });
  });
});
