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

  it('becomes blocks where even that is too wide', () => {
    expect(text(15)).toBe(
      'id    1\nname  Joaquín Ferreira\nnet   1234.50\n\nid    22\nname  漢字 Raman the younger\nnet   4.50',
    );
  });
});
