/** Which files are read with the column map that a company has saved. */
import { describe, expect, it } from 'vitest';
import { columnMapOf } from './column-map.ts';
import { takesSavedMap } from './fits-map.ts';
import { hoursCsv } from './hours-file.ts';

function isTaken(bytes: Uint8Array, json: object): boolean {
  const map = columnMapOf(json);
  if (!map.ok) throw new Error(JSON.stringify(map.refusal));
  return takesSavedMap(bytes, { shape: hoursCsv, map: map.value });
}

const lines = (...given: readonly string[]) => Buffer.from([...given, ''].join('\n'));
const adp = {
  columns: { employee_id: 'File #', regular_hours: 'Reg Hours' },
  ignore: ['Co Code'],
};

describe('the saved map is', () => {
  it.each([
    ['used for its export', ['Co Code,File #,Reg Hours', 'X,E1,8'], true],
    ['used although case and blanks differ', ['co code,FILE#, REG  HOURS', 'X,E1,8'], true],
    ['used below a title', ['Hours of November', 'Co Code,File #,Reg Hours', 'X,E1,8'], true],
    ['used for an export that lacks a header', ['Co Code,File #,Bonus', 'X,E1,8'], true],
    ["used for another program's export", ['Badge,Worked', 'E1,8'], true],
    ['not used for names of ours', ['employee_id,regular_hours', 'E1,8'], false],
    ['not used for names of ours in other letters', ['Employee ID,Regular Hours', 'E1,8'], false],
    ['not used for a mistyped name', ['employee_id,regular_hours,bonsu', 'E1,8,5'], false],
    ['not used for a mistyped name that is needed', ['employee_id,regular_hour', 'E1,8'], false],
    ['not used if a value is a word of its', ['employee_id,regular_hours', 'Reg Hours,8'], false],
    ['used if a foreign header is its own', ['Employee ID,Bonus,Co Code', 'E1,8,X'], true],
    ['not used for an empty file', [], false],
  ])('%s', (_, given, expected) => {
    expect(isTaken(lines(...given), adp)).toBe(expected);
  });

  it('used for names of ours that it translates', () => {
    const translating = {
      columns: { employee_id: 'Employee ID' },
      skip: { 'Employee ID': 'Total' },
    };
    expect(isTaken(lines('Employee ID,Bonus', 'E1,8'), translating)).toBe(true);
    expect(isTaken(lines('Employee ID,Bonus', 'E1,8'), { columns: {}, dates: 'mdy' })).toBe(true);
  });

  it('used behind a byte order mark, and in a long file that is cut inside a character', () => {
    const text = 'Co Code,File #,Reg Hours\nX,E1,8\n';
    expect(isTaken(Buffer.from(`\uFEFF${text}`), adp)).toBe(true);
    const long = `\uFEFF${text}${'\u{1F600}'.repeat(130_000)}`;
    for (const shift of ['', 'x']) {
      expect(isTaken(Buffer.from(long.replace('8\n', `8${shift}\n`), 'utf16le'), adp)).toBe(true);
    }
  });
});
