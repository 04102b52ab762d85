import { describe, expect, it } from 'vitest';
import { caseCalculator } from './cases/calculate-file.ts';

const calculate = caseCalculator();

/** 78,000 a year is 3,000.00 a biweekly period; the period has 14 days, 10 of them working days. */
const salaried = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  period: { start: '2026-01-05', end: '2026-01-18' },
  employee: { pay_type: 'salary', annual_salary: '78000', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

const main = { pay_type: 'salary', hired: '2020-01-01' };

describe('a salary', () => {
  it.each([
    ['daily', '300.00'],
    ['weekly', '1500.00'],
    ['biweekly', '3000.00'],
    ['fourweekly', '6000.00'],
    ['semimonthly', '3250.00'],
    ['monthly', '6500.00'],
    ['quarterly', '19500.00'],
    ['semiannually', '39000.00'],
    ['annually', '78000.00'],
  ])('of 78,000 paid %s is %s', (frequency, gross) => {
    expect(calculate({ ...salaried, frequency })).toMatchObject({ gross, warnings: [] });
  });

  // calendar days: Jan 12–18 is 7 of 14; working days: 5 of 10; Jan 14–18 is 5 of 14, 3 of 10.
  it.each([
    [{ hired: '2026-01-12' }, 'calendar_days', '1500.00', '7 of 14 calendar days'],
    [{ hired: '2026-01-12' }, 'working_days', '1500.00', '5 of 10 working days'],
    [{ hired: '2026-01-11' }, 'working_days', '1500.00', '5 of 10 working days'],
    [{ hired: '2026-01-14' }, 'calendar_days', '1071.43', '5 of 14 calendar days'],
    [{ hired: '2026-01-14' }, 'working_days', '900.00', '3 of 10 working days'],
    [{ ended: '2026-01-09' }, 'calendar_days', '1071.43', '5 of 14 calendar days'],
    [{ ended: '2026-01-09' }, 'working_days', '1500.00', '5 of 10 working days'],
    [
      { hired: '2026-01-06', ended: '2026-01-06' },
      'calendar_days',
      '214.29',
      '1 of 14 calendar days',
    ],
  ])('of somebody with %j by %s is %s', (dates, proration, gross, words) => {
    const employee = { ...salaried.employee, ...dates };
    const result = calculate({ ...salaried, proration, employee });
    expect(result).toMatchObject({ gross, warnings: [{ code: 'prorated' }] });
    expect(JSON.stringify(result)).toContain(words);
  });

  // Friday 9 January, and the weekend that belongs to it.
  it.each([
    [{ ended: '2026-01-09' }, '300.00'],
    [{ hired: '2026-01-09' }, '300.00'],
    [{ hired: '2026-01-10' }, '0.00'],
  ])('paid daily, with %j on a Friday and its weekend, is %s', (dates, gross) => {
    const period = { start: '2026-01-09', end: '2026-01-11' };
    const employee = { ...salaried.employee, ...dates };
    const items = [{ code: 'BONUS', amount: '10.00' }];
    const result = calculate({ ...salaried, frequency: 'daily', period, employee, items });
    expect(result).toMatchObject({ gross: (Number(gross) + 10).toFixed(2) });
  });

  it('is prorated by the hours that were entered, when the company counts hours', () => {
    const hired = {
      ...salaried,
      proration: 'hours',
      employee: { ...salaried.employee, hired: '2026-01-14' },
    };
    expect(calculate(hired)).toMatchObject({ kind: 'held', code: 'missing_hours' });
    const items = [{ code: 'SALARY', hours: '26' }];
    // 78,000 ÷ 2,080 = 37.50 an hour
    expect(calculate({ ...hired, items })).toMatchObject({ gross: '975.00' });
  });

  it('of a whole period needs no hours', () => {
    const items = [{ code: 'SALARY', hours: '26' }];
    expect(calculate({ ...salaried, items })).toMatchObject({ code: 'hours_on_salary' });
  });

  it('changes with a raise inside the period, in one division', () => {
    const terms = [
      { from: '2020-01-01', pay_type: 'salary', annual_salary: '78000' },
      { from: '2026-01-12', pay_type: 'salary', annual_salary: '104000' },
    ];
    const result = calculate({ ...salaried, employee: { ...main, terms } });
    // (78,000 × 7 + 104,000 × 7) ÷ (26 × 14)
    expect(result).toMatchObject({ gross: '3500.00', warnings: [{ code: 'salary_changed' }] });
    expect(calculate({ ...salaried, employee: { ...main, terms: terms.toReversed() } })).toEqual(
      result,
    );
  });

  it('is not paid twice for a day that two terms name', () => {
    const terms = [
      { from: '2020-01-01', until: '2026-01-12', pay_type: 'salary', annual_salary: '78000' },
      { from: '2026-01-12', pay_type: 'salary', annual_salary: '104000' },
    ];
    expect(calculate({ ...salaried, employee: { ...main, terms } })).toMatchObject({
      gross: '3500.00',
    });
  });

  it('does not change by a cent if the new amount equals the old one', () => {
    const terms = ['2020-01-01', '2026-01-08', '2026-01-13'].map((from) => ({
      from,
      pay_type: 'salary',
      annual_salary: '77777.77',
    }));
    const plain = calculate({ ...salaried, employee: { ...main, annual_salary: '77777.77' } });
    expect(calculate({ ...salaried, employee: { ...main, terms } })['gross']).toBe(plain['gross']);
  });

  it('is the sum of the salaries of several jobs', () => {
    const terms = [
      { from: '2020-01-01', pay_type: 'salary', annual_salary: '52000' },
      { job: 'warden', from: '2024-01-01', pay_type: 'salary', annual_salary: '26000' },
    ];
    expect(calculate({ ...salaried, employee: { ...main, terms } })).toMatchObject({
      gross: '3000.00',
    });
  });

  it('gives way to an amount that was entered for it', () => {
    const items = [{ code: 'SALARY', amount: '1234.56' }];
    expect(calculate({ ...salaried, items })).toMatchObject({ gross: '1234.56' });
  });

  it('is not paid by itself in an off-cycle run', () => {
    const items = [{ code: 'BONUS', amount: '500' }];
    expect(calculate({ ...salaried, run: 'off_cycle', items })).toMatchObject({ gross: '500.00' });
  });
});
