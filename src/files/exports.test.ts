/** The column maps under examples/exports read the exports beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { USD } from '#money/minor.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { type ColumnMap, columnMapOf } from './column-map.ts';
import type { People } from './employee-cell.ts';
import { parseHoursFile } from './hours-file.ts';
import { parseInputsFile } from './inputs-file.ts';
import { parseRosterFile } from './roster-file.ts';
import type { TypedFile } from './typed-file.ts';

const folder = 'examples/exports';
const people: People = { has: () => true, problemWith: () => null };
const byCode = new Map(everyBuiltInPayCode.map((one) => [one.code, one]));
const byId = new Map(everyBuiltInPayCode.map((one) => [one.id, one]));
const codes = { all: everyBuiltInPayCode, versions: everyBuiltInPayCode, byCode, byId };
const period = { codes, days: 14, endOn: new Temporal.PlainDate(2026, 11, 15), jobs: new Map() };
const schedules = new Set<string>();

function mapOf(json: unknown): ColumnMap {
  const map = columnMapOf(json);
  if (!map.ok) throw new Error(JSON.stringify(map.refusal));
  return map.value;
}

function mapNamed(name: string): ColumnMap {
  return mapOf(JSON.parse(readFileSync(`${folder}/${name}.columns.json`, 'utf8')));
}

const bytesOf = (name: string) => readFileSync(`${folder}/${name}.csv`);
const lines = (...given: readonly string[]) => Buffer.from([...given, ''].join('\n'));

function hours(bytes: Buffer, columns: ColumnMap) {
  return parseHoursFile(bytes, { currency: USD, people, periodDays: 14, form: { columns } });
}
function inputs(bytes: Buffer, columns: ColumnMap) {
  return parseInputsFile(bytes, { currency: USD, people, ...period, form: { columns } });
}
function roster(bytes: Buffer, columns: ColumnMap) {
  return parseRosterFile(bytes, {
    currency: USD,
    country: usFederal,
    schedules,
    form: { columns },
  });
}

function rowsOf<Row>(file: Answer<TypedFile<Row>>): readonly Row[] {
  if (!file.ok) throw new Error(JSON.stringify(file.refusal));
  return [...file.value.rows()];
}

function placesIn(answered: Answer<unknown>): readonly string[] {
  const issues = answered.ok ? [] : (answered.refusal.issues ?? []);
  return issues.map(({ pointer, code }) => `${pointer}: ${code}`);
}

const given = (file: ReturnType<typeof hours>) =>
  rowsOf(file).map(({ employeeNumber, items }) => [
    employeeNumber,
    ...items.map((one) => `${one.payCode} ${one.quantityMicro ?? one.amountMinor}`),
  ]);

describe('the export of', () => {
  it('ADP is hours', () => {
    expect(given(hours(bytesOf('adp-paydata'), mapNamed('adp-paydata')))).toEqual([
      ['001042', 'REGULAR 80000000', 'OVERTIME 2500000'],
      ['001043', 'REGULAR 76250000', 'OVERTIME 0'],
    ]);
  });

  it('Gusto is hours and amounts', () => {
    expect(given(hours(bytesOf('gusto-hours'), mapNamed('gusto-hours')))).toEqual([
      ['5G9934', 'REGULAR 80000000', 'OVERTIME 2500000', 'BONUS 15000'],
      ['7KX102', 'REGULAR 76250000', 'DOUBLE_TIME 1000000', 'REIMBURSEMENT 4210'],
    ]);
  });

  it.each([
    [
      'paychex-spi',
      [
        ['1042', 'REGULAR', 8_000_000n, null, '2026-11-02'],
        ['1042', 'OVERTIME', 1_500_000n, null, '2026-11-02'],
        ['1043', 'BONUS', null, 25_000n, undefined],
      ],
    ],
    [
      'deputy-timesheets',
      [
        ['1042', 'REGULAR', 8_000_000n, null, '2026-11-02'],
        ['1042', 'REGULAR', 7_500_000n, null, '2026-11-03'],
        ['1043', 'REGULAR', 7_500_000n, null, '2026-11-02'],
      ],
    ],
  ])('%s is inputs', (name, expected) => {
    expect(
      rowsOf(inputs(bytesOf(name), mapNamed(name))).map((row) => [
        ...[row.employeeNumber, row.payCode, row.quantityMicro, row.amountMinor],
        row.workedOn?.toString(),
      ]),
    ).toEqual(expected);
  });

  it('QuickBooks Time is a roster', () => {
    const name = 'quickbooks-time-team';
    expect(
      rowsOf(roster(bytesOf(name), mapNamed(name))).map((row) => [
        ...[row.employeeNumber, row.name, row.payType, row.annualSalaryMinor, row.hourlyRateMicro],
        ...[row.hiredOn.toString(), row.overtime, row.taxForm['filingStatus']],
      ]),
    ).toEqual([
      ['QB-12', 'Ama Osei', 'hourly', null, 24_500_000n, '2023-03-16', 'nonexempt', 'single'],
      ['QB-13', 'Per Lindqvist', 'salary', 7_800_000n, null, '2026-01-05', 'exempt', 'single'],
    ]);
  });

  it('every program names its source', () => {
    const maps = readdirSync(folder).filter((name) => name.endsWith('.columns.json'));
    for (const name of maps) expect(readFileSync(`${folder}/${name}`, 'utf8')).toMatch(/https:/);
  });
});

describe('a file of another program', () => {
  it('is refused with a way to say what its columns mean', () => {
    const file = parseHoursFile(bytesOf('adp-paydata'), { currency: USD, people, periodDays: 14 });
    expect(file.ok || file.refusal.actions).toEqual([{ action: 'ask_again', with: 'columns' }]);
  });
});

describe('a column map', () => {
  const map = mapOf({
    columns: { employee_id: 'File #', regular_hours: 'Reg Hours' },
    ignore: ['Co Code'],
    empty: ['Hours 3 Amount'],
    skip: { 'Co Code': ['Total', 'Sum'] },
  });

  it('says what it took, and how many rows it passed over', () => {
    const file = hours(lines('Co Code,File #,Reg Hours,Bonus', 'X,E1,8,5', 'total,,8,5'), map);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    expect(file.value.rowCount).toBe(1);
    expect(file.value.notes.map(({ code, facts }) => [code, facts])).toEqual([
      [
        'columns_mapped',
        {
          taken: [
            { column: 'employee_id', from: ['File #'] },
            { column: 'regular_hours', from: ['Reg Hours'] },
          ],
          asNamed: ['bonus'],
          ignored: ['Co Code'],
        },
      ],
      ['rows_skipped', { rows: 1 }],
    ]);
  });

  it('points at the header as the file writes it', () => {
    const file = hours(lines('Co Code,File #,Reg Hours', 'X,E1,eight'), map);
    expect(placesIn(file)).toEqual(['row 2, column regular_hours (Reg Hours): not_a_number']);
  });

  it.each([
    [
      'a header that it does not name',
      'Co Code,File #,Reg Hours,PTO',
      'row 1, column PTO: unknown_column',
    ],
    [
      'a header that is not there',
      'Co Code,File #,Bonus',
      'row 1, column Reg Hours: mapped_header_missing',
    ],
    [
      'a value where it expects none',
      'Co Code,File #,Reg Hours,Hours 3 Amount',
      'row 2, column Hours 3 Amount: not_empty',
    ],
    [
      'one column from two headers',
      'Co Code,File #,Reg Hours,Regular Hours',
      'row 1, column regular_hours (Regular Hours): doubled_column',
    ],
    [
      'a header that it takes and that is there twice',
      'Co Code,File #,Reg Hours,reg hours',
      'row 1, column Reg Hours: doubled_column',
    ],
    [
      'a value under the first of two headers where it expects none',
      'Co Code,File #,Reg Hours,Hours 3 Amount,Hours 3 Amount',
      'row 2, column Hours 3 Amount: not_empty',
    ],
  ])('refuses %s', (_, header, place) => {
    const names = header.split(',');
    const row: string[] = names.map((name) => (name === 'File #' ? 'E1' : '8'));
    // Only the first of two cells under one header that expects none has a value.
    if (names.at(-1) === names.at(-2)) row[row.length - 1] = '';
    expect(placesIn(hours(lines(header, row.join(',')), map))).toEqual([place]);
  });

  it.each([
    ['others', 'doubled_column'],
    [['Co Code'], 'doubled_column'],
  ])('loses no hours under a doubled header when it ignores %s', (ignore, code) => {
    const others = mapOf({
      columns: { employee_id: 'File #', regular_hours: 'Reg Hours' },
      ignore,
    });
    const file = hours(lines('Co Code,File #,Reg Hours,Reg Hours', 'X,E1,8,4'), others);
    expect(placesIn(file)).toEqual([`row 1, column Reg Hours: ${code}`]);
  });

  it('takes one header for one column, however the map writes it', () => {
    const twice = mapOf({
      columns: { employee_id: 'File #', regular_hours: 'Reg Hours', overtime_hours: 'RegHours' },
    });
    expect(placesIn(hours(lines('File #,Reg Hours', 'E1,8'), twice))).toEqual([
      'row 1, column RegHours: header_twice',
    ]);
  });

  it('refuses a column that the kind of file lacks', () => {
    const wrong = mapOf({ columns: { employee: 'File #' } });
    expect(placesIn(hours(lines('File #,Regular Hours', 'E1,8'), wrong))).toEqual([
      'column employee: unknown_column',
    ]);
  });

  it.each([
    [{ columns: { name: 5 } }, '/columns/name'],
    [{ column: {} }, '/column'],
    [{ columns: { employee_id: 'File #', name: ['First', 'File #'] } }, '/columns/name'],
    [{ columns: {}, dates: 'ymd' }, '/dates'],
  ])('%j is refused with its place', (json, pointer) => {
    const refused = columnMapOf(json);
    expect(refused.ok ? [] : refused.refusal.issues?.map((one) => one.pointer)).toContain(pointer);
  });

  it('finds the header below a title, by its own headers', () => {
    const file = hours(lines('Hours of November', 'Co Code,File #,Reg Hours', 'X,E1,8'), map);
    expect(given(file)).toEqual([['E1', 'REGULAR 8000000']]);
  });
});
