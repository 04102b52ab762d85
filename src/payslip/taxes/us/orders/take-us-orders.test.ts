import { describe, expect, it } from 'vitest';
import {
  cents,
  creditor,
  everything,
  levy,
  type OrderJson,
  order,
  type Period,
  pay,
  support,
  take,
} from './orders.fixture.ts';
import { takeUsOrders } from './take-us-orders.ts';

describe('the limit of ordinary debts', () => {
  // Department of Labor, Fact Sheet 30 (December 2024), and the amounts of 29 CFR 870.10.
  it.each<[string, Period, string, string]>([
    ['a week of 233', 'weekly', '233.00', '15.50'],
    ['a week of 368', 'weekly', '368.00', '92.00'],
    ['a weekly draw of 300', 'weekly', '300.00', '75.00'],
    ['a monthly commission of 1,800', 'monthly', '1800.00', '450.00'],
    ['a protected week', 'weekly', '217.50', '0.00'],
    ['a protected fortnight', 'biweekly', '435.00', '0.00'],
    ['a protected half month', 'semimonthly', '471.25', '0.00'],
    ['a protected month', 'monthly', '942.50', '0.00'],
    ['25 % from 290 a week', 'weekly', '290.00', '72.50'],
    ['25 % from 580 a fortnight', 'biweekly', '580.00', '145.00'],
    ['25 % from 628.33 a half month', 'semimonthly', '628.33', '157.08'],
    ['25 % from 1,256.66 a month', 'monthly', '1256.66', '314.16'],
    ['a day, which counts as a week', 'daily', '233.00', '15.50'],
  ])('lets a creditor take its part of %s', (_, period, disposable, taken) => {
    expect(take([creditor], pay(disposable, period)).lines).toEqual({ GARNISHMENT: taken });
  });

  it('is what the first creditor leaves to the second', () => {
    const orders = [
      { ...creditor, reference: 'late', received: '2026-03-01' },
      { ...creditor, reference: 'early', received: '2026-02-01', amount: '100' },
    ];
    expect(take(orders, pay('1000')).each).toEqual({ early: '100.00', late: '150.00' });
  });

  // 29 CFR 870.11; Fact Sheet 30: support of 25 % or more leaves nothing for ordinary debts.
  it.each([
    ['300', '0.00'],
    ['250', '0.00'],
    ['200', '50.00'],
  ])('has left after support of %s from 1,000: %s', (amount, left) => {
    const taken = take([creditor, { ...support, amount }], pay('1000'));
    expect(taken.lines).toMatchObject({ GARNISHMENT: left });
  });

  it('is the lower one of the state when the order says it', () => {
    const strict = { ...creditor, limit_percent: '10', protected_per_week: '950' };
    expect(take([strict], pay('1000')).lines).toEqual({ GARNISHMENT: '50.00' });
    expect(take([strict], pay('2000')).lines).toEqual({ GARNISHMENT: '200.00' });
  });

  it('is the federal one, with a warning, when the limit of the state is not known', () => {
    const unsaid = { ...creditor, limit_percent: undefined };
    const taken = take([unsaid], pay('1000'));
    expect(taken.lines).toEqual({ GARNISHMENT: '250.00' });
    expect(taken.warnings).toContain('state_limit_not_known');
  });
});

describe('the limit of support', () => {
  // 15 U.S.C. 1673(b)(2).
  it.each<[boolean | undefined, boolean, string]>([
    [true, false, '500.00'],
    [false, false, '600.00'],
    [undefined, false, '500.00'],
    [true, true, '550.00'],
    [false, true, '650.00'],
  ])('with a second family: %s, with old arrears: %s, is %s of 1,000', (second, old, limit) => {
    const arrears = { arrears: everything, arrears_over_12_weeks: old };
    const family = second === undefined ? {} : { second_family: second };
    const taken = take([{ ...support, amount: '10', ...arrears, ...family }], pay('1000'));
    expect(taken.lines).toEqual({ CHILD_SUPPORT: limit });
    expect(taken.warnings.includes('second_family_not_known')).toBe(second === undefined);
  });

  it('grows by 5 % for old arrears only, not for current support', () => {
    const old = { amount: everything, arrears: '20', arrears_over_12_weeks: true };
    const taken = take([{ ...support, ...old, second_family: true }], pay('1000'));
    expect(taken.lines).toEqual({ CHILD_SUPPORT: '520.00' });
  });

  it('includes the fee of the employer', () => {
    const fee = { second_family: true, fee: '10' };
    const under = take([{ ...support, ...fee, amount: '495' }], pay('1000'));
    expect(under.lines).toEqual({ CHILD_SUPPORT: '495.00', ORDER_FEE: '5.00' });
    const over = take([{ ...support, ...fee, amount: '495' }], pay('900'));
    expect(over.lines).toEqual({ CHILD_SUPPORT: '450.00' });
  });
});

describe('several support orders share', () => {
  const orders = (amounts: readonly string[], more: OrderJson = {}) =>
    amounts.map((amount, nth) => ({ ...support, reference: `s${nth}`, amount, ...more }));

  it('in proportion: 600 for 700 and 350 is 400 and 200 (San Joaquin County)', () => {
    const taken = take(orders(['700', '350'], { second_family: true }), pay('1200', 'monthly'));
    expect(taken.each).toEqual({ s0: '400.00', s1: '200.00' });
    expect(taken.warnings).toContain('allocation_not_known');
  });

  it('in proportion: 170 for 75, 65 and 90 leaves the cent of the rounding (Indiana)', () => {
    const said = { second_family: true, allocation: 'proportional' };
    const taken = take(orders(['75', '65', '90'], said), pay('340'));
    expect(taken.each).toEqual({ s0: '55.43', s1: '48.04', s2: '66.52' });
    expect(taken.warnings).not.toContain('allocation_not_known');
  });

  it('equally where the state says so, and nobody gets more than asked', () => {
    const said = { second_family: true, allocation: 'equal' };
    const taken = take(orders(['75', '40', '90'], said), pay('340'));
    expect(taken.each).toEqual({ s0: '65.00', s1: '40.00', s2: '65.00' });
  });

  it('the rest by their arrears, after all current support', () => {
    const first = { ...support, reference: 'a', amount: '100', arrears: '300' };
    const second = { ...support, reference: 'b', amount: '200', arrears: '100' };
    const taken = take(
      [first, second].map((one) => ({ ...one, second_family: true })),
      pay('1000'),
    );
    expect(taken.each).toEqual({ a: '250.00', b: '250.00' });
  });

  it('with a warning for an order that gets nothing', () => {
    const [current] = orders([everything]);
    const arrears = { ...support, reference: 'old', arrears: '50' };
    const taken = take([current ?? {}, arrears], pay('1000'));
    expect(taken.each).toMatchObject({ old: '0.00' });
    expect(taken.warnings).toContain('support_order_got_nothing');
  });

  it('also when they are of two states, and the payslip names both', () => {
    const two = orders(['50', '50']).map((one, nth) => ({
      ...one,
      state: nth === 0 ? 'TX' : 'CA',
    }));
    expect(take(two, pay('1000')).warnings).toContain('orders_of_several_states');
  });
});

describe('a tax levy leaves the exempt amount', () => {
  // IRS Publication 1494 (1-2024): the tables and the examples printed with them.
  it.each<[Period, string | null, number, string]>([
    ['weekly', 'single', 3, '569.22'],
    ['biweekly', 'mfj', 2, '1507.70'],
    ['daily', 'single', 0, '56.15'],
    ['daily', 'single', 5, '152.30'],
    ['weekly', 'single', 0, '280.77'],
    ['weekly', 'single', 5, '761.52'],
    ['biweekly', 'single', 4, '1330.78'],
    ['semimonthly', 'single', 1, '816.66'],
    ['semimonthly', 'single', 5, '1649.98'],
    ['monthly', 'single', 2, '2050.01'],
    ['monthly', 'single', 5, '3300.02'],
    ['daily', 'mfj', 3, '170.00'],
    ['weekly', 'qss', 1, '657.69'],
    ['semimonthly', 'mfj', 5, '2258.32'],
    ['monthly', 'mfj', 5, '4516.68'],
    ['daily', 'hoh', 5, '180.38'],
    ['weekly', 'hoh', 5, '901.90'],
    ['biweekly', 'hoh', 0, '842.31'],
    ['monthly', 'hoh', 0, '1825.00'],
    ['weekly', 'mfs', 5, '761.52'],
    ['weekly', null, 0, '280.77'],
  ])('%s, %s, with %i dependents: %s', (period, status, dependents, exempt) => {
    const said = status === null ? {} : { filing_status: status, dependents };
    const taken = take([{ ...levy, received: '2024-05-01', ...said }], pay('9000', period));
    expect(cents('9000') - cents(taken.lines['TAX_LEVY'] ?? '0')).toBe(cents(exempt));
  });

  it('keeps the table of the year of the levy until a new statement', () => {
    const kept = { ...levy, received: '2024-05-01', filing_status: 'single' };
    expect(take([kept], pay('1000')).lines).toEqual({ TAX_LEVY: '719.23' });
    const renewed = { ...kept, statement_year: 2026 };
    expect(take([renewed], pay('1000')).lines).toEqual({ TAX_LEVY: '690.38' });
  });

  it.each([
    ['a year without a table', { received: '2025-05-01' }],
    ['a dependent of 2026', { received: '2026-05-01', filing_status: 'hoh', dependents: 1 }],
  ])('or holds the employee when it is not known: %s', (_, facts) => {
    expect(takeUsOrders([order({ ...levy, ...facts })], pay('1000'))).toMatchObject({
      kind: 'held',
      code: 'levy_exempt_not_known',
    });
    const entered = take([{ ...levy, ...facts, exempt: '400' }], pay('1000'));
    expect(entered.lines).toEqual({ TAX_LEVY: '600.00' });
  });

  it('and takes nothing from pay below it', () => {
    expect(take([{ ...levy, exempt: '400' }], pay('399.99')).lines).toEqual({ TAX_LEVY: '0.00' });
  });
});

describe('an order', () => {
  it('that was received after the pay date is not taken', () => {
    const taken = take([{ ...creditor, received: '2026-06-16' }], pay('1000'));
    expect(taken).toMatchObject({ lines: {}, warnings: ['order_not_yet_received'] });
  });

  it('for an amount or a levy is not taken off-cycle, but a percentage is', () => {
    const orders = [
      { ...creditor, amount: '50' },
      { ...levy, exempt: '1' },
      { ...support, percent: '20', arrears: '30' },
    ];
    const taken = take(orders, pay('1000', 'weekly', { isOffCycle: true }));
    expect(taken).toMatchObject({
      lines: { CHILD_SUPPORT: '200.00' },
      warnings: ['order_not_off_cycle'],
    });
  });

  it('above everything that is earned takes all of it, and the payslip says so', () => {
    const bankrupt = { kind: 'bankruptcy', amount: everything };
    const taken = take([bankrupt], pay('1000', 'weekly', { netMinor: 900_00n }));
    expect(taken).toEqual({
      ...{ lines: { BANKRUPTCY: '900.00' }, warnings: ['deduction_reduced'] },
      each: expect.any(Object),
    });
  });

  it('has no more fee than its limit leaves', () => {
    const taken = take([{ ...creditor, amount: '240', fee: '400' }], pay('1000'));
    expect(taken.lines).toEqual({ GARNISHMENT: '240.00', ORDER_FEE: '10.00' });
  });

  it('of another state than that of work is taken, and the payslip names both', () => {
    const two = [creditor, { ...creditor, state: 'CA', reference: 'second', amount: '10' }];
    const taken = take(two, pay('1000'));
    expect(taken).toMatchObject({ lines: { GARNISHMENT: '250.00' }, each: { second: '0.00' } });
    expect(taken.warnings).toContain('orders_of_several_states');
  });

  it('ends with what is still owed', () => {
    const taken = take([{ ...creditor, balance: '33.33' }], pay('1000'));
    expect(taken).toMatchObject({ lines: { GARNISHMENT: '33.33' }, warnings: ['goal_reached'] });
  });

  it('takes no reimbursement and no tip', () => {
    const from = pay('1000', 'weekly', {
      netMinor: 700_00n,
      reimbursementsMinor: 600_00n,
      amountOf: (code: string) => (code === 'TIPS' ? 200_00n : 0n),
    });
    const taken = take([creditor], from);
    expect(taken.lines).toEqual({ GARNISHMENT: '100.00' });
    expect(taken.warnings).toEqual([
      'deduction_reduced',
      'garnishment_limited',
      'tips_not_disposable',
    ]);
  });
});
