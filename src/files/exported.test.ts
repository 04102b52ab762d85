/** What other programs and spreadsheets write is read where it has one meaning, and refused where it has two. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { USD } from '#money/minor.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { parseBalancesFile } from './balances-file.ts';
import { peopleOf } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { parseHoursFile } from './hours-file.ts';
import { parseInputsFile } from './inputs-file.ts';
import { parseItemsFile } from './items-file.ts';
import { parsePayCodeCsv } from './pay-code-csv.ts';
import { parseRosterFile, type RosterFileRow } from './roster-file.ts';
import { parseTermsFile } from './terms-file.ts';

const head = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date';
const nunez = '00418,Jose Nunez,salary,58500.00,,mfj,2019-07-15';
const lines = (...given: readonly string[]) => Buffer.from([...given, ''].join('\n'));

function roster(bytes: Buffer, form?: FileForm) {
  const ask = { country: usFederal, currency: USD, schedules: new Set<string>() };
  return parseRosterFile(bytes, { ...ask, form });
}

function onlyRow(bytes: Buffer, form?: FileForm): RosterFileRow {
  const file = roster(bytes, form);
  if (!file.ok) throw new Error(JSON.stringify(file.refusal));
  const [row] = [...file.value.rows()];
  if (row === undefined) throw new Error('no row');
  return row;
}

function placesIn(answered: Answer<unknown>): readonly string[] {
  const issues = answered.ok ? [] : (answered.refusal.issues ?? []);
  return issues.map(({ pointer, code }) => `${pointer}: ${code}`);
}

const people = peopleOf(new Set(['E1', 'E2']));
const byCode = new Map(everyBuiltInPayCode.map((one) => [one.code, one]));
const byId = new Map(everyBuiltInPayCode.map((one) => [one.id, one]));
const codes = { all: everyBuiltInPayCode, versions: everyBuiltInPayCode, byCode, byId };
const common = { currency: USD, people };
const period = { codes, days: 14, endOn: new Temporal.PlainDate(2026, 1, 14), jobs: new Map() };

/** A header and a row of each kind of file, as a program writes them. */
const kinds: readonly (readonly [
  what: string,
  header: string,
  row: string,
  parse: (bytes: Buffer) => Answer<unknown>,
])[] = [
  [
    'roster',
    'Employee ID,Name,Pay Type,Annual-Salary,Hourly  Rate,FilingStatus,Hire Date.',
    '00417,Zoe Lacroix,hourly,,22.50,single,2021-03-01',
    roster,
  ],
  [
    'hours',
    'Employee ID #,Regular Hours,OverTime Hours',
    'E1,80,2',
    (bytes) => parseHoursFile(bytes, { ...common, periodDays: 14 }),
  ],
  [
    'inputs',
    'EMPLOYEE-ID,Code,Hours,Worked On',
    'E1,REGULAR,8,2026-01-05',
    (bytes) => parseInputsFile(bytes, { ...common, ...period }),
  ],
  [
    'terms',
    'EmployeeId,From,Pay Type,Hourly Rate',
    'E1,2026-01-05,hourly,20',
    (bytes) => parseTermsFile(bytes, common),
  ],
  [
    'items',
    'Employee_ID.,Code,Amount,From',
    'E1,BONUS,5,2026-01-05',
    (bytes) => parseItemsFile(bytes, { ...common, codes }),
  ],
  [
    'balances',
    'Employee Id,Year,Tax,Taxable Wages,Withheld',
    'E1,2026,SS,10,2',
    (bytes) =>
      parseBalancesFile(bytes, { ...common, country: usFederal, payCodes: new Set(['SALARY']) }),
  ],
  [
    'pay codes',
    'ID,Code,Kind,Title,By,Journal Account',
    '1000,PHONE,earning,Phone,amount,5100',
    parsePayCodeCsv,
  ],
];

describe('the names of the columns', () => {
  it.each(['Birth Date', 'Date of Birth', 'DOB', 'birthday'])(
    'of a birth date may be %s',
    (name) => {
      const bytes = lines(`${head},${name}`, `${nunez},1971-03-02`);
      expect(onlyRow(bytes).birthOn?.toString()).toBe('1971-03-02');
    },
  );

  it.each(kinds)(
    'of a %s file may differ in case, blanks, hyphens, underscores and a last # or point',
    (_, header, row, parse) => {
      expect(placesIn(parse(lines(header, row)))).toEqual([]);
    },
  );

  it('are refused when two of them are one column, and both are told', () => {
    const file = roster(lines(`${head},Hire Date`, `${nunez},2020-01-01`));
    expect(placesIn(file)).toEqual(['row 1, column hire_date (Hire Date): doubled_column']);
    expect(file.ok || file.refusal.issues?.[0]?.message).toMatch(/"hire_date".*"Hire Date"/);
  });

  it('are told as the file writes them, next to the column', () => {
    const file = roster(lines(head.replace('hire_date', 'Hire Date'), nunez.replace('07', '13')));
    expect(placesIn(file)).toEqual(['row 2, column hire_date (Hire Date): date_impossible']);
  });
});

describe('what stands around the table', () => {
  it.each([
    ['a line for spreadsheets', ['sep=,', head, nunez], []],
    ['the same line with commas', ['"sep=,",,,,,,', head, nunez], []],
    ['an unnamed column without content', [`${head},`, `${nunez},`], []],
    [
      'titles',
      ['Employee roster,,,,,,', 'As of 2026-11-20,,,,,,', head, nunez],
      ['title_rows_skipped'],
    ],
    ['a title of one cell, and a blank row', ['Roster', '', head, nunez], ['title_rows_skipped']],
    ['a title with its value', ['Company:,Acme Ltd,,,,,', head, nunez], ['title_rows_skipped']],
  ])('is passed over: %s', (_, given, notes) => {
    const file = roster(lines(...given));
    expect(placesIn(file)).toEqual([]);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    expect(file.value.notes.map(({ code }) => code)).toEqual(notes);
    expect([...file.value.rows()].map((one) => one.employeeNumber)).toEqual(['00418']);
  });

  it('keeps the row numbers of the spreadsheet under titles', () => {
    const bytes = lines('Roster', 'As of today', head, nunez.replace('salary', 'salry'));
    expect(placesIn(roster(bytes))).toEqual(['row 4, column pay_type: unknown_pay_type']);
  });

  it('is one problem when rows with values stand above the names', () => {
    const bytes = lines(nunez, nunez.replace('00418', '00419'), head, nunez);
    expect(placesIn(roster(bytes))).toEqual(['row 3: header_not_first']);
  });

  it('does not hide that the names below a title are incomplete', () => {
    const bytes = lines('Roster', 'employee_id,name,pay_type,annual_salary,filing_status', nunez);
    expect(placesIn(roster(bytes))).toEqual(['row 2, column hire_date: missing_column']);
  });

  it('may not be an unnamed column with content', () => {
    const bytes = lines(`${head},`, `${nunez},`, `${nunez.replace('00418', '00419')},x`);
    const file = roster(bytes);
    expect(placesIn(file)).toEqual(['row 1, column 8: unnamed_column']);
    expect(file.ok || file.refusal.issues?.[0]?.message).toMatch(/\brow 3\b/);
  });
});

describe('money', () => {
  const paid = (text: string, form?: FileForm) =>
    roster(lines(head, nunez.replace('58500.00', `"${text}"`)), form);
  it.each([
    ['$58,500.00', 5_850_000n],
    ['$ 58,500.00', 5_850_000n],
    ['$58,500', 5_850_000n],
    ['58,500.00', 5_850_000n],
    ['1,058,500', 105_850_000n],
    ['58500.00 USD', 5_850_000n],
    ['USD 58,500.00', 5_850_000n],
  ])('%s has one meaning', (text, minor) => {
    const file = paid(text);
    expect(placesIn(file)).toEqual([]);
    expect(file.ok && [...file.value.rows()][0]?.annualSalaryMinor).toBe(minor);
  });

  it.each(['58.500,00', '58,500', '58.500', '€58,500.00', '5,85,000.00', '$', '58 500.00', '1,50'])(
    '%s is refused',
    (text) => {
      expect(paid(text).ok).toBe(false);
    },
  );

  it.each([
    ['58.500,00', 'comma', 5_850_000n],
    ['58500,5', 'comma', 5_850_050n],
    ['58.500', 'comma', 5_850_000n],
    ['58,500', 'point', 5_850_000n],
  ] as const)('%s is read when the decimal sign is said: %s', (text, decimal, minor) => {
    const file = paid(text, { decimal });
    expect(placesIn(file)).toEqual([]);
    expect(file.ok && [...file.value.rows()][0]?.annualSalaryMinor).toBe(minor);
  });

  it('58500.00 is no amount where the decimal sign is a comma', () => {
    expect(placesIn(paid('58500.00', { decimal: 'comma' }))).toEqual([
      'row 2, column annual_salary: not_an_amount',
    ]);
  });

  it('below zero may stand in parentheses', () => {
    const bytes = lines('employee_id,code,amount', 'E1,BONUS,"($1,200.50)"');
    const file = parseInputsFile(bytes, { ...common, ...period });
    expect(file.ok && [...file.value.rows()][0]?.amountMinor).toBe(-120_050n);
  });

  it('has its sign in a rate, and not in hours', () => {
    const bytes = lines(head, '1,Zoe,hourly,,$22.50,single,2021-03-01');
    expect(onlyRow(bytes).hourlyRateMicro).toBe(22_500_000n);
    const hours = lines('employee_id,regular_hours', 'E1,$80.00');
    expect(placesIn(parseHoursFile(hours, { ...common, periodDays: 14 }))).toEqual([
      'row 2, column regular_hours: not_a_number',
    ]);
  });

  it('that may be meant in two ways says how to ask again', () => {
    const file = paid('58.500,00');
    expect(file.ok || file.refusal.actions).toEqual([{ action: 'ask_again', with: 'decimal' }]);
  });
});

describe('a date', () => {
  const hired = (text: string, form?: FileForm) =>
    roster(lines(head, nunez.replace('2019-07-15', text)), form);

  it('such as 3/1/2021 is refused, and the refusal says how to ask again', () => {
    const file = hired('3/1/2021');
    expect(placesIn(file)).toEqual(['row 2, column hire_date: date_wrong_format']);
    expect(file.ok || file.refusal.actions).toEqual([{ action: 'ask_again', with: 'dates' }]);
  });

  it.each([
    ['3/1/2021', 'mdy', '2021-03-01'],
    ['03/01/2021', 'mdy', '2021-03-01'],
    ['3-1-2021', 'mdy', '2021-03-01'],
    ['3/1/2021', 'dmy', '2021-01-03'],
    ['03.01.2021', 'dmy', '2021-01-03'],
    ['3/1/2021 12:00:00 AM', 'mdy', '2021-03-01'],
    ['2021-03-01', 'dmy', '2021-03-01'],
  ] as const)('%s is read as %s when the command says so', (text, dates, iso) => {
    expect(onlyRow(lines(head, nunez.replace('2019-07-15', text)), { dates }).hiredOn.toString()) //
      .toBe(iso);
  });

  it.each([
    ['13/1/2021', 'mdy', 'date_impossible'],
    ['2/30/2021', 'mdy', 'date_impossible'],
    ['3/1/21', 'mdy', 'date_wrong_format'],
    ['3/1-2021', 'mdy', 'date_wrong_format'],
    ['3/1/2021 10:15', 'mdy', 'date_wrong_format'],
  ] as const)('%s is refused as %s: %s', (text, dates, code) => {
    expect(placesIn(hired(text, { dates }))).toEqual([`row 2, column hire_date: ${code}`]);
  });
});

describe('the year of a Form W-4', () => {
  const formOf = (year: string, allowances: string) =>
    roster(lines(`${head},w4_form,allowances`, `${nunez},${year},${allowances}`));

  it.each(['2020', '2021', '2026'])('%s is a form of 2020 or later', (year) => {
    const file = formOf(year, '');
    expect(file.ok && [...file.value.rows()][0]?.taxForm).toMatchObject({ allowances: null });
  });

  it.each(['2019', '2018', '1999'])('%s is a form of 2019 or earlier', (year) => {
    const file = formOf(year, '2');
    expect(file.ok && [...file.value.rows()][0]?.taxForm).toMatchObject({ allowances: 2 });
  });

  it.each(['2109', '21', '1886', 'new'])('%s is none', (year) => {
    expect(placesIn(formOf(year, ''))).toEqual(['row 2, column w4_form: unknown_w4_form']);
  });
});

describe('a key as a spreadsheet writes numbers', () => {
  const written = ['4.17E+02', '4,17E+02', '1E+11', "'00417", '’00417', '="00417"', '=“00417”'];
  it.each([...written, '#N/A', '#REF!', '########'])('%s is refused with its row', (key) => {
    const cell = `"${key.replaceAll('"', '""')}"`;
    const bytes = lines(head, nunez, nunez.replace('00418', cell));
    expect(placesIn(roster(bytes))).toEqual(['row 3, column employee_id: spreadsheet_notation']);
    const job = lines(
      'employee_id,job,from,pay_type,hourly_rate',
      `E1,${cell},2026-01-05,hourly,20`,
    );
    expect(placesIn(parseTermsFile(job, common))).toEqual([
      'row 2, column job: spreadsheet_notation',
    ]);
    const item = lines('employee_id,code,amount,from,reference', `E1,${cell},5,2026-01-05,${cell}`);
    expect(placesIn(parseItemsFile(item, { ...common, codes }))).toEqual([
      'row 2, column code: spreadsheet_notation',
      'row 2, column reference: spreadsheet_notation',
    ]);
    const schedule = lines(`${head},schedule`, `${nunez},${cell}`);
    expect(placesIn(roster(schedule))).toEqual(['row 2, column schedule: spreadsheet_notation']);
  });

  it.each(['12E3', 'E+02', '4E-7', "O'Neil-1", '#7'])('%s is a key like any other', (key) => {
    expect(onlyRow(lines(head, nunez.replace('00418', key))).employeeNumber).toBe(key);
  });
});
