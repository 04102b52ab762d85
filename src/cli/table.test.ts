import { describe, expect, it } from 'vitest';
import { tableText } from './table.ts';
import { displayWidth } from './terminal-text.ts';

const table = {
  columns: [
    { title: 'id', align: 'right' as const },
    { title: 'name', isLong: true },
    { title: 'net', align: 'right' as const },
  ],
  rows: [
    ['1', 'Joaquín Ferreira', '1234.50'],
    ['22', '漢字 Raman the younger', '4.50'],
  ],
};
const text = (width: number | null): string =>
  tableText(table, { width, heading: (title) => title });

describe('a table', () => {
  it('leaves out the columns that are empty or zero in every row, but never the first', () => {
    const columns = ['held', 'late', 'tax', 'net'].map((title) => ({ title }));
    const rows = [
      ['0', '', '0.00', '12.00'],
      ['0', '', '0.00', '0.00'],
    ];
    const text = tableText({ columns, rows }, { width: 80, heading: (title) => title });
    expect(text.split('\n').map((line) => line.split(/ +/))).toEqual([
      ['held', 'net'],
      ['0', '12.00'],
      ['0', '0.00'],
    ]);
  });
});

describe('a table on a narrow terminal', () => {
  const spare = {
    columns: [
      { title: 'id', align: 'right' as const },
      { title: 'dates', isSpare: true },
      { title: 'state', isSpare: true },
      { title: 'why', isLong: true },
    ],
    rows: [['1', '2026-01-01', 'committed', 'a reason of some length, and more']],
  };
  const at = (width: number): string => tableText(spare, { width, heading: (title) => title });

  it('wraps, then leaves spare columns out, then wraps harder', () => {
    expect(at(50)).toContain('2026-01-01  committed  a reason of some');
    expect(at(40)).toContain(' 1  2026-01-01  a reason of some');
    expect(at(20)).toBe('id  why\n 1  a reason of some\n    length, and more');
    expect(at(13).split('\n').length).toBeGreaterThan(3);
  });

  it('breaks a word that is longer than its column, and loses no letter', () => {
    const one = { columns: [{ title: 'c', isLong: true }], rows: [['harbour-bakery-annex']] };
    const text = tableText(one, { width: 8, heading: (title) => title });
    expect(text.split('\n').slice(1).join('')).toBe('harbour-bakery-annex');
  });
});

describe('a table', () => {
  it('has no frame and lines up, wide letters included', () => {
    expect(text(null)).toBe(
      [
        'id  name                        net',
        ' 1  Joaquín Ferreira        1234.50',
        '22  漢字 Raman the younger     4.50',
      ].join('\n'),
    );
  });

  it('wraps its long columns on a narrow terminal and stays inside', () => {
    const lines = text(28).split('\n');
    expect(lines.length).toBe(5);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(28);
    expect(text(28)).toContain('1234.50');
  });

  it('becomes blocks if even that is too wide', () => {
    expect(text(15)).toBe(
      'id    1\nname  Joaquín Ferreira\nnet   1234.50\n\nid    22\nname  漢字 Raman the younger\nnet   4.50',
    );
  });
});
