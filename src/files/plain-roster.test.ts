/**
 * A file is read the same, whether its rows are read from their bytes or carefully. Quotation marks around a
 * cell make the reading careful.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { parseRosterFile } from './roster-file.ts';

/** Good cells come first, and most often. */
const cells: Readonly<Record<string, readonly string[]>> = {
  employee_id: ['E', 'e', 'E.', '-', '=1', 'É', ' E', 'a b', 'x'.repeat(63)],
  name: ['Ann Lee', "O'Neil-Smith, Jr", 'Zoë', ' Bo ', '@home', 'x'.repeat(201), '', 'a\u200bb'],
  pay_type: ['salary', 'hourly', 'Salary', 'weekly', ''],
  annual_salary: [
    '52000',
    '',
    '52000.50',
    '0',
    '1e5',
    '52,000',
    '007',
    '12.345',
    '-1',
    '9'.repeat(16),
  ],
  hourly_rate: ['', '20.5', '35.123456', '35.1234567', '1000001', '=7', '.5', '5.'],
  filing_status: ['single', 'MFJ', 'mfs', 'other', ''],
  step2: ['0', '1', 'yes', '', '2'],
  step3: ['0', '4400', '', '1.005'],
  hire_date: [
    '2020-02-29',
    '2021-02-29',
    '1899-12-31',
    '2200-01-01',
    '2020-13-01',
    '01/02/2020',
    '',
  ],
  end_date: ['', '2026-01-31', '2019-01-01', '2026-1-31'],
  birth_date: [
    '1971-03-02',
    '',
    '2020-02-29',
    '2020-02-28',
    '1900-01-01',
    '1971-3-2',
    '1826-01-01',
  ],
  k401_pct: ['5', '', '0.5', '100', '100.1', '5%'],
  section125_amount: ['', '0', '120.50', 'x'],
  work_state: ['CA', '', 'ca', 'XX'],
  schedule: ['', 'office', 'ofice'],
  overtime: ['', 'exempt', 'EXEMPT', 'never'],
  routing: ['111000025', '', '111000026', '11100002'],
  account: ['846', '', 'AB-1', '-1', '1'.repeat(18)],
  account_type: ['checking', '', 'Savings', 'gold', ' '],
};
const columns = Object.keys(cells);

function parse(bytes: Buffer) {
  return parseRosterFile(bytes, {
    currency: USD,
    country: usFederal,
    schedules: new Set(['office']),
  });
}

const cell = (values: readonly string[]) =>
  fc.oneof(
    { weight: 100, arbitrary: fc.constant(values[0] ?? '') },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
const anyRow = fc.tuple(...columns.map((name) => cell(cells[name] ?? [])));
/** Half of the people are paid by the hour. */
const row = fc.tuple(anyRow, fc.boolean()).map(([one, isHourly]) => {
  const hourly: Readonly<Record<string, string>> = {
    pay_type: 'hourly',
    annual_salary: '',
    hourly_rate: '20.5',
  };
  return one.map((text, at) => (isHourly ? hourly[columns[at] ?? ''] : undefined) ?? text);
});

/** The answer as plain data. */
function answerOf(bytes: Buffer): unknown {
  const answered = parse(bytes);
  if (!answered.ok) return answered.refusal;
  return { rowCount: answered.value.rowCount, notes: answered.value.notes };
}

describe('a roster that is read from its bytes', () => {
  it('is read as it is read with quotation marks', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (rows, isNumbered) => {
          const lines = rows.map((one, at) => {
            const [number = '', ...rest] = one.map((text) => text.replaceAll(',', ''));
            return [isNumbered ? `${number}${at}` : number, ...rest];
          });
          const file = (wrap: (text: string) => string) =>
            Buffer.from(
              [columns, ...lines.map((one) => one.map(wrap))].map((one) => one.join()).join('\n'),
            );
          expect(answerOf(file((text) => text))).toEqual(answerOf(file((text) => `"${text}"`)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
