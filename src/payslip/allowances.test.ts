import { describe, expect, it } from 'vitest';
import { payslipCalculator } from './calculate-payslip.ts';
import { caseCalculator, parseCase } from './cases/calculate-file.ts';

const calculate = caseCalculator();

type Json = Readonly<Record<string, unknown>>;

/** A week of somebody who earns 1,000.00, with these items. */
const week = {
  pay_date: '2026-06-05',
  frequency: 'weekly',
  employee: { pay_type: 'salary', annual_salary: '52000' },
  w4: { filing_status: 'single' },
};

const paid = (items: readonly Json[], more: Json = {}): Json =>
  calculate({ ...week, items, ...more });
const miles = (pieces: string, rate: string, more: Json = {}): Json => {
  return { code: 'MILEAGE', pieces, rate, ...more };
};

function linesOf(result: Json): Json {
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

const codesOf = (result: Json) =>
  ((result['warnings'] ?? []) as readonly { code: string }[]).map(({ code }) => code);

const perDiem = {
  ...{ id: 1000, code: 'PER_DIEM_LOW', kind: 'reimbursement', title: 'Per diem' },
  ...{ amount: { by: 'pieces', rate: '250' }, journal_account: 'reimbursed_expense' },
  ...{ substantiated_rate: '225', substantiated_source: 'IRS Notice 2025-54' },
};

describe('a mileage allowance', () => {
  // Notice 2026-10: 72.5 cents. Of 200 miles at 80 cents, 145.00 is proved and 15.00 is wages.
  it('above the federal rate is wages for the part above, and box 12 L has the rest', () => {
    const result = paid([miles('200', '0.80')]);
    expect(linesOf(result)).toMatchObject({
      ...{ MILEAGE: '145.00', EXPENSE_ALLOWANCE: '15.00', SUBSTANTIATED_ALLOWANCE: '145.00' },
      // 6.2 % and 1.45 % of 1,015.00, and 22 % of 15.00 as supplemental wages.
      ...{ SS: '62.93', MEDICARE: '14.72', SS_WAGES: '1015.00', FUTA_WAGES: '1015.00' },
      ...{ SUPPLEMENTAL_WAGES: '15.00', FIT_ON_SUPPLEMENTAL: '3.30' },
    });
    expect(result).toMatchObject({ gross: '1015.00', reimbursements: '145.00' });
  });

  it('up to the federal rate is no wages, and no statement has it', () => {
    const result = paid([miles('200', '0.725')]);
    expect(linesOf(result)).toMatchObject({ MILEAGE: '145.00', SS_WAGES: '1000.00' });
    expect(linesOf(result)).not.toHaveProperty('SUBSTANTIATED_ALLOWANCE');
  });

  it.each([
    ['2023-12-31', '131.00'],
    ['2024-06-01', '134.00'],
    ['2025-06-01', '140.00'],
    ['2026-01-01', '145.00'],
  ])('has the rate of the day of the drive, %s', (worked_on, MILEAGE) => {
    const result = paid([miles('200', '0.80', { worked_on })]);
    expect(linesOf(result)).toMatchObject({ MILEAGE });
  });

  it('across the new year is held without its days only if the rate matters', () => {
    const year = { pay_date: '2026-01-02', period: { start: '2025-12-27', end: '2026-01-02' } };
    expect(paid([miles('100', '0.72')], year)).toMatchObject({ code: 'rate_ambiguous' });
    expect(paid([miles('100', '0.70')], year)).toMatchObject({ kind: 'payslip' });
    const dated = [
      miles('50', '0.72', { worked_on: '2025-12-31' }),
      miles('50', '0.72', { worked_on: '2026-01-01' }),
    ];
    expect(linesOf(paid(dated, year))).toMatchObject({
      ...{ MILEAGE: '71.00', EXPENSE_ALLOWANCE: '1.00', SUBSTANTIATED_ALLOWANCE: '35.00' },
    });
  });

  it.each([
    ['with a rate in cents', miles('200', '72.5'), 'allowance_impossible'],
    ['of more miles than a week has', miles('25000', '0.70'), 'quantity_impossible'],
    [
      'of more miles than a day has',
      miles('2500', '0.70', { worked_on: '2026-06-04' }),
      'quantity_impossible',
    ],
    [
      'of a year without a known rate',
      miles('10', '0.70', { worked_on: '2022-12-31' }),
      'substantiated_rate_unknown',
    ],
    ['without a rate', { code: 'MILEAGE', pieces: '10' }, 'missing_rate'],
  ])('%s holds the person', (_, item, code) => {
    expect(paid([item])).toMatchObject({ kind: 'held', code });
  });

  it('of 2,500 miles for 25.00 is warned of, and so is an amount without miles', () => {
    expect(codesOf(paid([miles('2500', '0.70')]))).toEqual(['quantity_unusual']);
    expect(codesOf(paid([{ code: 'MILEAGE', amount: '145.00' }]))).toEqual([
      'allowance_not_compared',
    ]);
    expect(codesOf(paid([miles('25', '0.70')]))).toEqual([]);
  });

  it('is no wages in a run of an earlier edition', () => {
    const parsed = parseCase({ ...week, items: [miles('200', '0.80')] });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const calculator = payslipCalculator({ ...parsed.value.ask, rulesEdition: 4 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    const outcome = calculator.value(parsed.value.input);
    expect(outcome).toMatchObject({
      payslip: { grossMinor: 1_000_00n, reimbursementsMinor: 160_00n },
    });
  });

  it('names the notice and the paragraph', () => {
    const { lines } = paid([miles('200', '0.80')], { explain: true })['explanation'] as {
      lines: readonly { code: string; rule: string }[];
    };
    const namesOf = (paragraph: string) =>
      lines.filter(({ rule }) => rule.includes(paragraph)).map(({ code }) => code);
    expect(namesOf('Notice 2026-10')).toEqual(['MILEAGE']);
    expect(namesOf('26 CFR 1.62-2')).toEqual(['EXPENSE_ALLOWANCE', 'SUBSTANTIATED_ALLOWANCE']);
  });
});

describe('a per diem allowance', () => {
  it('is wages above the rate that the company states with its source', () => {
    const result = paid([{ code: 'PER_DIEM_LOW', pieces: '3' }], { pay_codes: [perDiem] });
    expect(linesOf(result)).toMatchObject({
      ...{ PER_DIEM_LOW: '675.00', EXPENSE_ALLOWANCE: '75.00', SUBSTANTIATED_ALLOWANCE: '675.00' },
    });
  });

  it('of a nonaccountable plan is wages as a whole', () => {
    const result = paid([{ code: 'EXPENSE_ALLOWANCE', amount: '250.00' }]);
    expect(linesOf(result)).toMatchObject({
      ...{ SUPPLEMENTAL_WAGES: '250.00', FIT_ON_SUPPLEMENTAL: '55.00', MEDICARE_WAGES: '1250.00' },
    });
  });
});
