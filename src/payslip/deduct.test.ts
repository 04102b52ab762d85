import { describe, expect, it } from 'vitest';
import { caseCalculator } from './cases/calculate-file.ts';

const calculate = caseCalculator();

/** 1,000.00 a biweekly period; taxes on it are 150.00: 38.08 + 35.42 + 62.00 + 14.50. */
const paid = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  employee: { pay_type: 'salary', annual_salary: '26000' },
  w4: { filing_status: 'single', step4c: '35.42' },
};

function code(values: Readonly<Record<string, unknown>>) {
  return {
    id: 1000,
    code: 'OWN',
    kind: 'deduction',
    title: 'Own',
    amount: { by: 'percent', of: ['gross'] },
    journal_account: 'deductions_payable',
    ...values,
  };
}

/** The amount of the company's own code, with the warnings that came with it. */
function own(
  definition: Readonly<Record<string, unknown>>,
  item: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
) {
  const result = calculate({
    ...paid,
    ...more,
    pay_codes: [code(definition)],
    items: [{ code: 'OWN', ...item }],
  });
  if (result['kind'] !== 'payslip') return [result['code'] ?? ''];
  const lines = result['lines'] as readonly { code: string; amount: string }[];
  const warnings = result['warnings'] as readonly { code: string }[];
  return [lines.find((line) => line.code === 'OWN')?.amount, ...warnings.map((one) => one.code)];
}

const bands = [
  { above: '0', percent: '1' },
  { above: '400', percent: '2' },
  { above: '900', percent: '5' },
];

describe('a deduction', () => {
  it.each([
    ['an amount', {}, { amount: '12.34' }, ['12.34']],
    ['the amount of its code', { amount: { by: 'amount', amount: '5' } }, {}, ['5.00']],
    ['a percentage', {}, { percent: '2.5' }, ['25.00']],
    [
      'its own percentage',
      { amount: { by: 'percent', of: ['gross'], percent: '1' } },
      {},
      ['10.00'],
    ],
    [
      'a percentage of net pay',
      { amount: { by: 'percent', of: ['net'], percent: '10' } },
      {},
      ['85.00'],
    ],
    ['bands', { amount: { by: 'bands', of: ['gross'], bands } }, {}, ['19.00']],
    [
      // 26,000 a year: 4.00 + 10.00 + 5 % of 25,100 = 1,269.00, by 26
      'bands of a year',
      { amount: { by: 'bands', of: ['gross'], bands, annualize: true } },
      {},
      ['48.81'],
    ],
    [
      'no more than its cap a period',
      { caps: { per_period: '20' } },
      { percent: '5' },
      ['20.00', 'capped'],
    ],
    ['cut down when its rounding says so', { rounding: 'down' }, { percent: '1.23456' }, ['12.34']],
    ['what is still owed', {}, { amount: '50', balance: '12.34' }, ['12.34', 'goal_reached']],
    ['nothing when nothing is owed', {}, { amount: '50', balance: '0' }, ['0.00', 'goal_reached']],
    ['a refund', {}, { amount: '-50' }, ['-50.00']],
  ])('is %s', (_, definition, item, expected) => {
    expect(own(definition, item)).toEqual(expected);
  });

  it('stops at its annual limit, and is zero if the limit was already exceeded', () => {
    const capped = { caps: { annual: '100' } };
    const taken = (amount: string) => ({ year_to_date: { OWN: amount } });
    expect(own(capped, { amount: '30' }, taken('60'))).toEqual(['30.00']);
    expect(own(capped, { amount: '30' }, taken('80'))).toEqual(['20.00', 'capped']);
    expect(own(capped, { amount: '30' }, taken('120'))).toEqual(['0.00', 'capped']);
  });

  it('stops at its cap of the month, which has to be known', () => {
    const capped = { caps: { monthly: '100' } };
    expect(own(capped, { amount: '30' })).toEqual(['missing_month_to_date']);
    const month_to_date = { OWN: '90' };
    expect(own(capped, { amount: '30' }, { month_to_date })).toEqual(['10.00', 'capped']);
  });

  it('adds its items up before a cap is looked at', () => {
    const items = [{ amount: '60' }, { amount: '60' }, { amount: '-40' }].map((item) => ({
      code: 'OWN',
      ...item,
    }));
    for (const order of [items, items.toReversed()]) {
      const result = calculate({
        ...paid,
        pay_codes: [code({ caps: { per_period: '70' } })],
        items: order,
      });
      expect(result).toMatchObject({ deductions: '70.00' });
    }
  });

  it('holds, gives way or is skipped when net pay does not reach', () => {
    const item = { amount: '900' };
    expect(own({}, item)).toEqual(['negative_net']);
    expect(own({ if_short: 'part' }, item)).toEqual(['850.00', 'deduction_reduced']);
    expect(own({ if_short: 'skip' }, item)).toEqual(['0.00', 'deduction_skipped']);
    const kept = { minimum_net: '100' };
    expect(own(kept, item)).toEqual(['below_minimum_net']);
    expect(own({ ...kept, if_short: 'part' }, item)).toEqual(['750.00', 'deduction_reduced']);
  });

  it('is applied in order of priority', () => {
    const first = code({ id: 1001, code: 'FIRST', priority: 1, if_short: 'part' });
    const last = code({ priority: 2, if_short: 'part' });
    const items = ['OWN', 'FIRST'].map((name) => ({ code: name, amount: '800' }));
    const result = calculate({ ...paid, pay_codes: [last, first], items });
    const lines = result['lines'] as readonly { code: string; amount: string }[];
    const amountOf = (name: string) => lines.find((line) => line.code === name)?.amount;
    expect([amountOf('FIRST'), amountOf('OWN')]).toEqual(['800.00', '50.00']);
  });

  it('before tax cannot exceed the pay from which it is deducted', () => {
    expect(own({ exempt_from: ['FIT'] }, { amount: '1000.01' })).toEqual(['deductions_above_pay']);
  });
});

describe('a garnishment', () => {
  // Gross 1,000.00 less taxes 150.00: disposable 850.00, of which 25 % is 212.50; protected 435.00.
  const garnished = (amount: string, more: object = {}) =>
    calculate({ ...paid, items: [{ code: 'GARNISHMENT', amount }], ...more });

  it('takes what the order says, up to a quarter of disposable earnings', () => {
    expect(garnished('100')).toMatchObject({ deductions: '100.00', warnings: [] });
    expect(garnished('900')).toMatchObject({
      deductions: '212.50',
      warnings: [{ code: 'garnishment_limited' }],
    });
  });

  it('leaves thirty hours of the minimum wage a week', () => {
    const low = {
      employee: { pay_type: 'salary', annual_salary: '15600' },
      w4: { filing_status: 'mfj' },
    };
    // 600.00 less 45.90: disposable 554.10; 25 % is 138.52, above the protected 435.00 are 119.10
    expect(garnished('900', low)).toMatchObject({ deductions: '119.10' });
    const lower = { ...low, employee: { pay_type: 'salary', annual_salary: '11700' } };
    expect(garnished('900', lower)).toMatchObject({ deductions: '0.00' });
  });

  it('never takes the odd cent that the law protects', () => {
    const exempt = { w4: { filing_status: 'single', exempt: true } };
    const odd = { ...exempt, employee: { pay_type: 'salary', annual_salary: '26001.30' } };
    // 1,000.05 less 76.50: a quarter of 923.55 is 230.8875
    expect(garnished('900', odd)).toMatchObject({ deductions: '230.88' });
    const garnishment = { percent_of_disposable: '100', protected_per_week: '217.51' };
    const semimonthly = {
      ...exempt,
      frequency: 'semimonthly',
      employee: { pay_type: 'salary', annual_salary: '24000' },
    };
    // 217.51 × 52 ÷ 24 = 471.2716…; 923.50 − 471.28
    expect(own({ garnishment }, { amount: '900' }, semimonthly)).toEqual([
      '452.22',
      'garnishment_limited',
    ]);
  });

  it('shares one limit with every other court order', () => {
    const items = [
      { code: 'GARNISHMENT', amount: '100' },
      { code: 'CHILD_SUPPORT', amount: '200' },
    ];
    expect(calculate({ ...paid, items })).toMatchObject({ deductions: '212.50' });
  });

  it('of the share that the law lets is not limited by the cent it is rounded by', () => {
    const exempt = { w4: { filing_status: 'single', exempt: true } };
    const odd = { ...exempt, employee: { pay_type: 'salary', annual_salary: '26001.30' } };
    // 1,000.05 less 76.50: a quarter of 923.55 is 230.8875, 230.89 as an amount and 230.88 at most.
    const quarter = { ...paid, items: [{ code: 'GARNISHMENT', percent: '25' }], ...odd };
    expect(calculate(quarter)).toMatchObject({ deductions: '230.88', warnings: [] });
    expect(garnished('230.90', odd)).toMatchObject({ warnings: [{ code: 'garnishment_limited' }] });
  });

  it('can be a percentage of disposable earnings', () => {
    const items = [{ code: 'GARNISHMENT', percent: '10' }];
    expect(calculate({ ...paid, items })).toMatchObject({ deductions: '85.00' });
  });
});

describe('an employer contribution', () => {
  const match = {
    kind: 'employer_contribution',
    amount: {
      by: 'match',
      matches: '401K',
      of: ['gross'],
      tiers: [
        { up_to_percent: '3', match_percent: '100' },
        { up_to_percent: '5', match_percent: '50' },
      ],
    },
    applies_to_all: true,
  };

  it.each([
    ['2', '20.00'],
    ['3', '30.00'],
    ['4', '35.00'],
    ['5', '40.00'],
    ['10', '40.00'],
  ])('matches %s %% of pay with %s', (percent, expected) => {
    const result = calculate({
      ...paid,
      pay_codes: [code(match)],
      items: [{ code: '401K', percent }],
    });
    expect(JSON.stringify(result['lines'])).toContain(`"title":"Own","amount":"${expected}"`);
  });

  it('has its cap of the year', () => {
    const result = calculate({
      ...paid,
      pay_codes: [code({ ...match, caps: { annual: '1000' } })],
      items: [{ code: '401K', percent: '5' }],
      year_to_date: { OWN: '990' },
    });
    expect(JSON.stringify(result['lines'])).toContain('"title":"Own","amount":"10.00"');
  });

  it('has no line for a person without a contribution', () => {
    const result = calculate({ ...paid, pay_codes: [code(match)] });
    expect(JSON.stringify(result['lines'])).not.toContain('OWN');
  });
});

describe('a tax of a company of its own', () => {
  it('is a banded table on the wages of the income tax, for everybody', () => {
    const state = {
      kind: 'tax',
      title: 'State income tax',
      amount: { by: 'bands', of: ['FIT_WAGES'], bands: [{ above: '0', percent: '4.95' }] },
      applies_to_all: true,
    };
    const result = calculate({
      ...paid,
      pay_codes: [code(state)],
      items: [{ code: 'SECTION125', amount: '100' }],
    });
    const line = { title: state.title, amount: '44.55' };
    expect(result['lines']).toContainEqual(expect.objectContaining(line));
    // 44.55 + 55.80 + 13.05 + 28.08 + 35.42
    expect(result['taxes']).toBe('176.90');
  });
});
