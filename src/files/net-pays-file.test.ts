import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { namedColumnsOf, parseNetPaysFile } from './net-pays-file.ts';

const named = namedColumnsOf({ otherPayrolls: null }, [
  { code: 'UNION', title: 'Union dues', kind: 'deduction' },
  // A pay code cannot take the name of a column that is there.
  { code: 'NET', title: 'Gross Pay', kind: 'deduction' },
]);

function parsed(text: string | Buffer) {
  const bytes = Buffer.from(text as string);
  return parseNetPaysFile(bytes, { currency: USD, named, isKnown: (one) => one === '007' });
}

function rowsOf(text: string | Buffer) {
  const file = parsed(text);
  return file.ok ? [...file.value.rows()] : [];
}

function codes(text: string): readonly string[] {
  const file = parsed(text);
  return file.ok ? [] : (file.refusal.issues ?? []).map(({ code }) => code);
}

describe('a file of net pays', () => {
  it('is read with the headers of an export, a byte order mark and thousands', () => {
    const text =
      '\ufeffEmployee Number,Payroll Name,Gross Pay,Net Pay,Union dues\n007,"Bond, J","2,000.00","1,234.56",10\n';
    const [row] = rowsOf(text);
    expect(row).toMatchObject({ number: '007', name: 'Bond, J', isTotal: false });
    expect(Object.fromEntries(row?.amounts ?? [])).toEqual({
      net: 123_456n,
      gross: 200_000n,
      union: 1_000n,
    });
  });

  it('is read in UTF-16', () => {
    const text = Buffer.from('\ufeffname,net\nZoë,1.00\n', 'utf16le');
    const file = parseNetPaysFile(text, { currency: USD, named, isKnown: () => false });
    expect(file.ok && [...file.value.rows()].map(({ name }) => name)).toEqual(['Zoë']);
  });

  it('may end with its total, also by department', () => {
    const text = 'name,net\nA,1.00\nB,2.00\nSubtotal,3.00\nC,4.00\nSubtotal,4.00\nTotal,7.00\n';
    expect(rowsOf(text).map(({ isTotal }) => isTotal)).toEqual([
      false,
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['a total that is not the sum', 'name,net\nA,1.00\nTotal,3.00\n', ['total_differs']],
    ['a row that names nobody', 'name,net\nA,1.00\n,3.00\n', ['person_missing']],
    [
      'one row twice and an empty cell',
      'name,net\nA,1.00\nA,1.00\nB,\n',
      ['row_twice', 'missing_value'],
    ],
    ['an amount that is none', 'name,net\nA,one\nB,1.234.56\n', ['not_an_amount', 'not_an_amount']],
  ])('is refused with every problem: %s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
});
