import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Issue } from '#errors.ts';
import { factsIn } from '#text/facts.fixture.ts';
import type { CsvShape } from './csv.ts';
import { FileIssues, issuesListedMax } from './file-issues.ts';
import { readCsv } from './open-csv.ts';

const shape: CsvShape = {
  what: 'pet',
  columns: ['pet_id', 'name', 'weight', 'age'],
  required: ['pet_id', 'name'],
  anyOf: [['weight', 'age']],
};

function read(bytes: Uint8Array): {
  rows: [number, string, string, string][];
  issues: readonly Issue[];
  code: string | null;
} {
  const file = readCsv(bytes, shape);
  if (!file.ok) {
    return { rows: [], issues: file.refusal.issues ?? [], code: file.refusal.code };
  }
  const issues = new FileIssues();
  const rows = [...file.value.rows(issues)].map((row): [number, string, string, string] => [
    row.rowNumber,
    row.cell('pet_id'),
    row.cell('name'),
    row.cell('weight'),
  ]);
  if (issues.count === 0) return { rows, issues: [], code: null };
  const refused = issues.refusal('pet');
  return { rows, issues: refused.refusal.issues ?? [], code: refused.refusal.code };
}

const text = (content: string): Buffer => Buffer.from(content, 'utf8');
const places = (issues: readonly Issue[]): string[] =>
  issues.map((issue) => `${issue.pointer}: ${issue.code}`);
const two = [
  [2, '1', 'Zoë', '4'],
  [3, '2', 'Rex', '30'],
];
const content = 'pet_id,name,weight\n1,Zoë,4\n2,Rex,30\n';

describe('a CSV file is read the same', () => {
  const utf16 = (order: 'le' | 'be'): Buffer => {
    const bytes = Buffer.from(`\ufeff${content}`, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };
  it.each([
    ['as UTF-8', text(content)],
    ['with a byte order mark', text(`\ufeff${content}`)],
    ['with CRLF', text(content.replaceAll('\n', '\r\n'))],
    ['with CR alone', text(content.replaceAll('\n', '\r'))],
    ['with mixed line ends', text(content.replace('\n', '\r\n'))],
    ['without a line end at the end', text(content.trimEnd())],
    ['as UTF-16 little endian with its mark', utf16('le')],
    ['as UTF-16 big endian with its mark', utf16('be')],
    [
      'with column names in capitals and blanks around them',
      text(content.replace('name', ' Name ')),
    ],
    [
      'with every cell in quotation marks',
      text(content.replace('Zoë', '"Zoë"').replace('4', '"4"')),
    ],
    ['with blank rows at the end', text(`${content}\n,,\n`)],
  ])('%s', (_, bytes) => {
    expect(read(bytes)).toEqual({ rows: two, issues: [], code: null });
  });
});

describe('row numbers', () => {
  it('are those of a spreadsheet: blank rows count, a cell of two lines is one row', () => {
    const { rows } = read(text('pet_id,name,weight\n\n1,"Zoë\nthe cat",4\n,,\n2,Rex,30\n'));
    expect(rows.map((row) => row[0])).toEqual([3, 5]);
  });

  it('go on over the slices in which a long file is parsed', () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `${index},Zoë ${index},4`);
    const { rows } = read(text(`pet_id,name,weight\n${lines.join('\n')}`));
    expect(rows.length).toBe(9_000);
    expect(rows.every((row, index) => row[0] === index + 2 && row[1] === String(index))).toBe(true);
  });
});

describe('a header', () => {
  it('is refused with all its problems at once', () => {
    const { issues, code } = read(text('pet_id,Pet_id,nmae,colour,\n1,2,3,4,5\n'));
    expect(code).toBe('file_refused');
    expect(places(issues.slice(0, -1))).toEqual([
      'row 1, column pet_id: doubled_column',
      'row 1, column nmae: unknown_column',
      'row 1, column colour: unknown_column',
      'row 1, column 5: unnamed_column',
      'row 1, column name: missing_column',
    ]);
    expect(places(issues).at(-1)).toMatch(/\bweight\b.*\bage: missing_column$/);
    expect(issues[1]?.message).toMatch(/\bname\b/);
  });

  it.each([
    ['no byte', '', 'file_empty'],
    ['only a byte order mark', '\ufeff', 'file_empty'],
    ['only blank rows', '\n,,\n', 'file_empty'],
    ['semicolons', 'pet_id;name;weight\n1;Zoë;4\n', 'wrong_delimiter'],
    ['tabs', 'pet_id\tname\tweight\n1\tZoë\t4\n', 'wrong_delimiter'],
    ['a spreadsheet', 'PK\u0003\u0004…', 'not_csv'],
    ['a quotation mark that is not closed', '"pet_id,name\n1,2', 'file_refused'],
  ])('with %s is refused', (_, bytes, code) => {
    expect(read(text(bytes)).code).toBe(code);
  });

  it('in UTF-16 without its mark is refused by name', () => {
    expect(read(Buffer.from(content, 'utf16le')).code).toBe('utf16_without_mark');
  });

  it('in UTF-16 that is cut off is refused', () => {
    expect(read(Buffer.from(`\ufeff${content}`, 'utf16le').subarray(0, -1)).code).toBe(
      'invalid_utf16',
    );
  });
});

describe('a broken row', () => {
  it.each([
    ['too few cells', '2,Rex', 'row 3: too_few_cells'],
    ['too many cells', '2,Rex,30,', 'row 3: too_many_cells'],
    ['a NUL byte', '2,R\0x,30', 'row 3, column name: nul_byte'],
    ['a quotation mark in the middle', '2,R"x,30', 'row 3, column name: unbalanced_quote'],
    ['a quotation mark that is not closed', '2,"Rex,30', 'row 3, column name: unbalanced_quote'],
    ['the sign of a lost character', '2,R\ufffdx,30', 'row 3, column name: invalid_utf8'],
    ['a cell of 100 KB', `2,${'x'.repeat(100_000)},30`, 'row 3: row_too_long'],
  ])('with %s is reported with its place', (_, row, place) => {
    expect(places(read(text(`pet_id,name,weight\n1,Zoë,4\n${row}\n`)).issues)).toEqual([place]);
  });

  it('with bytes that are not UTF-8 is reported cell by cell', () => {
    const { issues } = read(
      Buffer.from('pet_id,name,weight\n1,Zo\xeb,4\n2,Ren\xe9,\xe9\n', 'latin1'),
    );
    expect(places(issues)).toEqual([
      'row 2, column name: invalid_utf8',
      'row 3, column name: invalid_utf8',
      'row 3, column weight: invalid_utf8',
    ]);
  });
});

describe('the list of problems', () => {
  it('is cut, and says how many more there are', () => {
    const issues = new FileIssues();
    for (let row = 2; row < 5_002; row++) {
      issues.add({ row, column: 'name', code: 'bad', message: 'Bad.' });
    }
    const { refusal } = issues.refusal('pet');
    expect(refusal.issues?.length).toBe(issuesListedMax);
    expect(factsIn(refusal.message)).toEqual(['1,000', '4,000', '5,000']);
  });
});

describe('for any bytes', () => {
  const stored = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

  it('quoted cells are read back unchanged', () => {
    // The replacement character is refused, because it shows that the text was not valid UTF-8.
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .filter((text) => !text.includes('\ufffd'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 50 }), (rows) => {
        const kept = rows.filter((row) => row.some((value) => value.trim() !== ''));
        const lines = kept.map((row) => row.map(stored).join(','));
        const result = read(text(['pet_id,name,weight', ...lines].join('\r\n')));
        expect(result.rows.map((row) => row.slice(1))).toEqual(kept);
      }),
    );
  });

  it('reading ends with rows or with reasons and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = read(Buffer.concat([text('pet_id,name,weight\n'), bytes]));
        expect(result.code === null || result.issues.length > 0).toBe(true);
        read(bytes);
      }),
    );
  });
});
