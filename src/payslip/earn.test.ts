import { describe, expect, it } from 'vitest';
import { caseCalculator } from './cases/calculate-file.ts';

const calculate = caseCalculator();

const hourly = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  period: { start: '2026-01-05', end: '2026-01-18' },
  employee: { pay_type: 'hourly', hourly_rate: '20', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

const ten = { code: 'REGULAR', hours: '10' };

describe('pay', () => {
  it.each([
    [[ten], '200.00'],
    [[{ code: 'REGULAR', hours: '0' }], '0.00'],
    [[{ code: 'REGULAR', hours: '7.333333' }], '146.67'],
    [[ten, { code: 'OVERTIME', hours: '2' }], '260.00'],
    [[ten, { code: 'DOUBLE_TIME', hours: '1.5' }], '260.00'],
    [[{ code: 'REGULAR', hours: '10', rate: '25.123456' }], '251.23'],
    [[ten, { code: 'SHIFT_PREMIUM', hours: '8' }], '208.00'],
    [[ten, { code: 'SHIFT_PREMIUM', hours: '8', rate: '2.25' }], '218.00'],
    [[ten, { code: 'HOLIDAY_PREMIUM', hours: '8' }], '280.00'],
    [[ten, { code: 'PIECE_RATE', pieces: '137', rate: '0.385' }], '252.75'],
    [[ten, { code: 'COMMISSION', amount: '99.99' }], '299.99'],
    [[ten, { code: 'TIPS', amount: '40' }], '240.00'],
    [[{ code: 'REGULAR', amount: '200' }], '200.00'],
  ])('of %j is %s', (items, gross) => {
    expect(calculate({ ...hourly, items })).toMatchObject({ kind: 'payslip', gross });
  });

  it('rounds each item, and shows one line a pay code', () => {
    const items = [ten, ten, { code: 'REGULAR', hours: '0.333333' }];
    const result = calculate({ ...hourly, items });
    expect(result).toMatchObject({ gross: '406.67' });
    expect((result['lines'] as readonly unknown[])[0]).toMatchObject({
      code: 'REGULAR',
      amount: '406.67',
    });
  });

  it('reimburses expenses in addition to net pay, untaxed', () => {
    const items = [ten, { code: 'MILEAGE', pieces: '100', rate: '0.70' }];
    const without = calculate({ ...hourly, items: [ten] });
    expect(calculate({ ...hourly, items })).toMatchObject({
      gross: '200.00',
      reimbursements: '70.00',
      taxes: without['taxes'],
    });
  });

  it('taxes cash tips and imputed income, and pays out neither', () => {
    const items = [
      ten,
      { code: 'CASH_TIPS', amount: '50' },
      { code: 'IMPUTED_INCOME', amount: '30' },
    ];
    const result = calculate({ ...hourly, items });
    expect(result).toMatchObject({ gross: '200.00' });
    const wages = { code: 'SS_WAGES', kind: 'information', amount: '280.00' };
    expect(result['lines']).toContainEqual(expect.objectContaining(wages));
    // No income tax on 280.00, and 7.65 % of it
    expect(result).toMatchObject({ taxes: '21.42', net: '178.58' });
  });

  it('takes unpaid leave from a salary by its hours', () => {
    const employee = { pay_type: 'salary', annual_salary: '78000', hired: '2020-01-01' };
    const items = [{ code: 'UNPAID_LEAVE', hours: '16' }];
    expect(calculate({ ...hourly, employee, items })).toMatchObject({ gross: '2400.00' });
    expect(calculate({ ...hourly, items: [ten, ...items] })).toMatchObject({
      code: 'not_salaried',
    });
  });

  it('pays a percentage of other pay, in any order of the list', () => {
    const pay_codes = [
      {
        id: 1000,
        code: 'HARDSHIP',
        kind: 'earning',
        title: 'Hardship allowance',
        amount: { by: 'percent', of: ['REGULAR', '-SICK'], percent: '10' },
        journal_account: 'wages_expense',
      },
    ];
    const items = [{ code: 'HARDSHIP' }, { code: 'SICK', hours: '2' }, ten];
    expect(calculate({ ...hourly, pay_codes, items })).toMatchObject({ gross: '256.00' });
  });

  it('gives everybody what applies to all, in a regular run', () => {
    const pay_codes = [
      {
        id: 1000,
        code: 'PHONE',
        kind: 'reimbursement',
        title: 'Phone',
        amount: { by: 'amount', amount: '25.00' },
        applies_to_all: true,
        journal_account: 'phone_expense',
      },
    ];
    const regular = { ...hourly, pay_codes, items: [ten] };
    expect(calculate(regular)).toMatchObject({ reimbursements: '25.00' });
    expect(calculate({ ...regular, run: 'off_cycle' })).toMatchObject({ reimbursements: '0.00' });
  });

  it('holds hours that the period does not have, one by one and together', () => {
    const hours = (...entered: readonly string[]) =>
      calculate({ ...hourly, items: entered.map((one) => ({ code: 'REGULAR', hours: one })) });
    expect(hours('336')).toMatchObject({ kind: 'payslip' });
    expect(hours('336.01')).toMatchObject({ code: 'hours_above_period' });
    expect(hours('200', '136.01')).toMatchObject({ code: 'hours_above_period' });
  });

  it('holds what no column could store', () => {
    const items = [ten, { code: 'BONUS', amount: '90000000000000000.00' }];
    expect(calculate({ ...hourly, items })).toMatchObject({ code: 'amount_out_of_range' });
  });

  it('takes the rate of the job, and of the day when it changed inside the period', () => {
    const terms = [
      { from: '2020-01-01', pay_type: 'hourly', hourly_rate: '20' },
      { from: '2026-01-12', pay_type: 'hourly', hourly_rate: '22' },
      { job: 'barista', from: '2020-01-01', pay_type: 'hourly', hourly_rate: '18' },
    ];
    const two = { ...hourly, employee: { ...hourly.employee, terms } };
    const barista = { ...ten, job: 'barista' };
    expect(calculate({ ...two, items: [barista] })).toMatchObject({ gross: '180.00' });
    expect(calculate({ ...two, items: [ten] })).toMatchObject({ code: 'rate_ambiguous' });
    const days = ['2026-01-11', '2026-01-12'].map((worked_on) => ({ ...ten, worked_on }));
    expect(calculate({ ...two, items: days })).toMatchObject({ gross: '420.00' });
    expect(calculate({ ...two, items: [{ ...ten, job: 'pilot' }] })).toMatchObject({
      code: 'missing_rate',
    });
  });
});
