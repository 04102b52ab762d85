import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';

const calculate = caseCalculator();

/** Two workweeks, Sunday 4 to Saturday 10 and Sunday 11 to Saturday 17 January 2026. */
const hourly = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  period: { start: '2026-01-04', end: '2026-01-17' },
  employee: { pay_type: 'hourly', hourly_rate: '20', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

const on = (day: number, hours: string, more: object = {}) => ({
  code: 'REGULAR',
  hours,
  worked_on: `2026-01-${String(day).padStart(2, '0')}`,
  ...more,
});

const total = (hours: string) => ({ code: 'REGULAR', hours });

/** Monday to Friday. */
const week = (monday: number, hours: string, more: object = {}) =>
  [0, 1, 2, 3, 4].map((after) => on(monday + after, hours, more));

type Result = ReturnType<typeof calculate>;

function linesOf(result: Result): Readonly<Record<string, string>> {
  const lines = result['lines'] as readonly { code: string; kind: string; amount: string }[];
  const earnings = lines.filter(({ kind }) => kind === 'earning');
  return Object.fromEntries(earnings.map(({ code, amount }) => [code, amount]));
}

function warningsOf(result: Result): readonly string[] {
  return (result['warnings'] as readonly { code: string }[]).map(({ code }) => code);
}

describe('weekly overtime', () => {
  it('is made of the daily hours above forty of a workweek', () => {
    const result = calculate({ ...hourly, items: [...week(5, '10'), ...week(12, '8')] });
    expect(linesOf(result)).toEqual({ REGULAR: '1600.00', OVERTIME: '300.00' });
    expect(warningsOf(result)).toEqual([]);
  });

  it('does not average two workweeks', () => {
    const result = calculate({ ...hourly, items: [...week(5, '10'), ...week(12, '6')] });
    expect(linesOf(result)).toEqual({ REGULAR: '1400.00', OVERTIME: '300.00' });
  });

  it('applies to the last hours of the week, in any order of the rows', () => {
    const items = [on(9, '10', { rate: '40' }), ...week(5, '10').slice(0, 4)].reverse();
    expect(linesOf(calculate({ ...hourly, items }))).toEqual({
      REGULAR: '800.00',
      // 10 hours × 40, and half of the regular rate of 24 for each.
      OVERTIME: '520.00',
    });
  });

  it('counts hours that were entered as overtime, and pays none of them twice', () => {
    const extra = [5, 6, 7, 8, 9].map((day) => on(day, '2', { code: 'OVERTIME' }));
    expect(linesOf(calculate({ ...hourly, items: [...week(5, '8'), ...extra] }))).toEqual({
      REGULAR: '800.00',
      OVERTIME: '300.00',
    });
    expect(
      linesOf(calculate({ ...hourly, items: [...week(5, '9'), ...extra.slice(0, 2)] })),
    ).toEqual({ REGULAR: '800.00', OVERTIME: '270.00' });
  });

  it('counts no paid leave', () => {
    const items = [...week(5, '9').slice(0, 4), on(9, '8', { code: 'VACATION' })];
    expect(linesOf(calculate({ ...hourly, items }))).toEqual({
      REGULAR: '720.00',
      VACATION: '160.00',
    });
  });

  it.each([
    ['exempt by word', { employee: { ...hourly.employee, overtime: 'exempt' } }],
    ['of a company that makes its own', { overtime: 'none' }],
  ])('is not made for somebody %s', (_, more) => {
    const result = calculate({ ...hourly, ...more, items: week(5, '10') });
    expect(linesOf(result)).toEqual({ REGULAR: '1000.00' });
  });

  it('follows the first day of the workweek', () => {
    const items = [on(11, '10'), ...week(5, '8')];
    expect(linesOf(calculate({ ...hourly, items }))).toEqual({ REGULAR: '1000.00' });
    const monday = calculate({ ...hourly, items, workweek_start: 'monday' });
    expect(linesOf(monday)).toEqual({ REGULAR: '800.00', OVERTIME: '300.00' });
  });

  it("keeps hours under a company's own pay code, and adds their half as a premium", () => {
    const own = {
      ...{ id: 1000, code: 'TRAINING', kind: 'earning', title: 'Training', journal_account: 'x' },
      amount: { by: 'hours', multiplier: '1' },
    };
    const items = [...week(5, '8'), on(10, '5', { code: 'TRAINING' })];
    const of = (more: object) => calculate({ ...hourly, items, pay_codes: [{ ...own, ...more }] });
    expect(linesOf(of({ hours_worked: true }))).toEqual({
      ...{ REGULAR: '800.00', TRAINING: '100.00', WEEKLY_OVERTIME_PREMIUM: '50.00' },
    });
    expect(linesOf(of({ hours_worked: false }))).toEqual({ REGULAR: '800.00', TRAINING: '100.00' });
    expect(warningsOf(of({ hours_worked: false }))).toEqual([]);
    expect(warningsOf(of({}))).toEqual(['hours_worked_unsaid']);
  });
});

describe('a workweek that crosses two periods', () => {
  const first = { ...hourly, period: { start: '2025-12-25', end: '2026-01-07' } };
  const second = { ...hourly, period: { start: '2026-01-08', end: '2026-01-21' } };
  const [monday, tuesday, wednesday, ...rest] = week(5, '10');
  const before = [monday, tuesday, wednesday];

  it('is counted as a whole, and its overtime is paid in the period in which it ends', () => {
    expect(linesOf(calculate({ ...first, items: before }))).toEqual({ REGULAR: '600.00' });
    const ended = calculate({ ...second, items: rest, worked_before: before });
    expect(linesOf(ended)).toEqual({ REGULAR: '200.00', OVERTIME: '300.00' });
  });

  it('adds the half of hours that an earlier run paid to the overtime of later hours', () => {
    const long = before.map((one) => ({ ...one, hours: '15' }));
    const ended = calculate({ ...second, items: rest.slice(0, 1), worked_before: long });
    // 55 hours: all of the last ten, and five of Wednesday's.
    expect(linesOf(ended)).toEqual({ OVERTIME: '300.00', WEEKLY_OVERTIME_PREMIUM: '50.00' });
    expect(linesOf(calculate({ ...second, items: [on(12, '1')], worked_before: long }))).toEqual({
      ...{ REGULAR: '20.00', WEEKLY_OVERTIME_PREMIUM: '50.00' },
    });
  });

  it('is not looked at again by a period after that in which it ended', () => {
    const items = [on(12, '8')];
    const later = { ...hourly, period: { start: '2026-01-11', end: '2026-01-24' } };
    expect(linesOf(calculate({ ...later, items, worked_before: week(5, '10') }))).toEqual({
      REGULAR: '160.00',
    });
  });

  it('pays the overtime of hours that arrive late, once', () => {
    const later = { ...hourly, period: { start: '2026-01-11', end: '2026-01-24' } };
    const late = [on(6, '2'), on(12, '8')];
    expect(linesOf(calculate({ ...later, items: late, worked_before: week(5, '10') }))).toEqual({
      ...{ REGULAR: '200.00', WEEKLY_OVERTIME_PREMIUM: '20.00' },
    });
  });
});

describe('hours without a day', () => {
  it('are those of the workweek where the period is exactly one', () => {
    const period = { start: '2026-01-04', end: '2026-01-10' };
    const result = calculate({ ...hourly, frequency: 'weekly', period, items: [total('45')] });
    expect(linesOf(result)).toEqual({ REGULAR: '800.00', OVERTIME: '150.00' });
  });

  it('are paid straight in any other, and the payslip says how many are above the limit', () => {
    const result = calculate({ ...hourly, items: [total('90')] });
    expect(linesOf(result)).toEqual({ REGULAR: '1800.00' });
    expect(result['warnings']).toMatchObject([
      { code: 'overtime_without_days', message: expect.stringContaining('10 hours') },
    ]);
    const entered = [total('80'), { code: 'OVERTIME', hours: '10' }];
    expect(warningsOf(calculate({ ...hourly, items: entered }))).toEqual([]);
  });
});

describe('overtime that Paybeat does not calculate is reported', () => {
  it.each<[string, object, string[]]>([
    [
      'a second rate beside overtime, if the hours have no days',
      { items: [total('70'), { ...total('10'), rate: '30' }, { code: 'OVERTIME', hours: '5' }] },
      ['regular_rate_not_calculated'],
    ],
    [
      'a premium without a day beside overtime',
      { items: [...week(5, '10'), { code: 'SHIFT_PREMIUM', hours: '8' }] },
      ['regular_rate_not_calculated'],
    ],
    [
      'a bonus of which nobody has said whether it was promised',
      { items: [...week(5, '10'), { code: 'BONUS', amount: '46', worked_on: '2026-01-09' }] },
      ['regular_rate_not_calculated'],
    ],
    [
      'a bonus in a week without overtime',
      { items: [...week(5, '10'), { code: 'BONUS', amount: '46', worked_on: '2026-01-12' }] },
      [],
    ],
    [
      'a premium without overtime',
      { items: [on(5, '8', { code: 'SHIFT_PREMIUM' }), on(5, '8')] },
      [],
    ],
    [
      'a day that has overtime of its own in a state with a weak source',
      { employee: { ...hourly.employee, work_state: 'PR' }, items: [on(5, '9')] },
      ['daily_overtime_not_calculated'],
    ],
    [
      'hours without days in a state with daily overtime',
      { employee: { ...hourly.employee, work_state: 'CA' }, items: [total('50')] },
      ['daily_overtime_not_calculated'],
    ],
    [
      'no day of that kind',
      { employee: { ...hourly.employee, work_state: 'CA' }, items: [on(5, '8')] },
      [],
    ],
    [
      'a salaried person who is not exempt',
      {
        employee: {
          ...hourly.employee,
          pay_type: 'salary',
          annual_salary: '52000',
          overtime: 'nonexempt',
        },
        items: week(5, '9', { rate: '25' }),
      },
      ['overtime_not_calculated'],
    ],
  ])('%s', (_, more, codes) => {
    const result = calculate({ ...hourly, ...more });
    expect(warningsOf(result)).toEqual(codes);
  });

  it('and the count of the week is explained', () => {
    const result = calculate({ ...hourly, items: week(5, '10'), explain: true });
    const told = JSON.stringify(result['explanation']);
    expect(told).toMatch(/"50 [^"]*2026-01-04[^"]*2026-01-10/);
    expect(told).toContain('29 U.S.C. 207');
  });
});
