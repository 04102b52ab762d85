import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#text/json-text.ts';
import { caseCalculator } from './calculate-file.ts';

const calculate = caseCalculator();

const plain = {
  pay_date: '2026-06-19',
  frequency: 'weekly',
  employee: { pay_type: 'hourly', work_state: 'TX' },
  w4: { filing_status: 'single', exempt: true },
  items: [
    { code: 'REGULAR', amount: '800' },
    { code: 'RETRO_PAY', amount: '200' },
  ],
};
const creditor = { kind: 'creditor', state: 'TX', received: '2026-01-05', amount: '5000' };
const support = { kind: 'support', state: 'TX', received: '2026-02-05', amount: '150', fee: '5' };

function linesOf(json: unknown): Readonly<Record<string, string>> {
  const result = calculate(json);
  expect(result).toMatchObject({ kind: 'payslip' });
  const lines = result['lines'] as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

/** The explained steps of a line, one for each order. */
function stepsOf(result: JsonObject, code: string): readonly JsonObject[] {
  const { lines } = result['explanation'] as { lines: readonly JsonObject[] };
  const line = lines.find((one) => one['code'] === code);
  return (line?.['children'] ?? []) as readonly JsonObject[];
}

describe('court orders of a case', () => {
  it('are taken from pay with bonuses and retroactive pay, after taxes', () => {
    // 1,000 less 76.50 for Social Security and Medicare are disposable; 25 % of them are 230.87.
    expect(linesOf({ ...plain, orders: [creditor, support] })).toMatchObject({
      CHILD_SUPPORT: '150.00',
      ORDER_FEE: '5.00',
      GARNISHMENT: '75.87',
    });
  });

  it('come before deductions after tax, and deductions before tax do not lower their limit', () => {
    const items = [
      ...plain.items,
      { code: '401K', amount: '100' },
      { code: 'UNION_DUES', amount: '9' },
    ];
    expect(linesOf({ ...plain, items, orders: [creditor] })).toMatchObject({
      GARNISHMENT: '230.87',
      UNION_DUES: '9.00',
    });
  });

  it('are limited together with a garnishment that was entered without facts', () => {
    const items = [...plain.items, { code: 'GARNISHMENT', amount: '500' }];
    expect(linesOf({ ...plain, items, orders: [support] })).toMatchObject({ GARNISHMENT: '75.87' });
    expect(linesOf({ ...plain, items })).toMatchObject({ GARNISHMENT: '230.87' });
  });

  it('are explained one by one, in the order of the law, with paragraph and what was not taken', () => {
    const result = calculate({ ...plain, orders: [creditor, support], explain: true });
    const [first] = stepsOf(result, 'CHILD_SUPPORT');
    const [second] = stepsOf(result, 'GARNISHMENT');
    const told = (step: JsonObject | undefined) => {
      const inputs = (step?.['inputs'] ?? []) as readonly { name: string; value: string }[];
      return Object.fromEntries(inputs.map(({ name, value }) => [name, value]));
    };
    expect(told(first)).toMatchObject({
      place: '1',
      'disposable earnings': '923.50',
      paragraph: expect.stringContaining('15 U.S.C. 1673(b)(2)'),
    });
    expect(told(second)).toMatchObject({
      place: '2',
      'taken before': '155.00',
      'not taken': '4924.13',
      paragraph: expect.stringContaining('29 CFR 870.10'),
    });
  });

  it('above everything that is earned take what the law lets, and nobody is held', () => {
    const orders = [{ ...support, amount: '99999', second_family: false }];
    const result = calculate({ ...plain, orders });
    expect(result).toMatchObject({ kind: 'payslip', net: '369.40' });
    const warnings = result['warnings'] as readonly { code: string }[];
    expect(warnings.map(({ code }) => code)).toContain('garnishment_limited');
  });

  it('hold an employee whose levy has no facts', () => {
    const items = [...plain.items, { code: 'TAX_LEVY', amount: '100' }];
    expect(calculate({ ...plain, items })).toMatchObject({ code: 'order_facts_missing' });
  });

  it.each<[string, object, string, string]>([
    ['no kind', { ...creditor, kind: undefined }, '/kind', 'unknown_value'],
    ['another kind', { ...creditor, kind: 'alimoney' }, '/kind', 'unknown_value'],
    [
      'an amount and a percentage',
      { ...creditor, percent: '25' },
      '/percent',
      'amount_and_percent',
    ],
    ['neither', { ...creditor, amount: undefined }, '/amount', 'missing_amount'],
    ['no state', { ...creditor, state: undefined }, '/state', 'missing_state'],
    ['a state that is none', { ...creditor, state: 'XX' }, '/state', 'unknown_state'],
    ['a member of another kind', { ...creditor, arrears: '5' }, '/arrears', 'not_for_kind'],
    [
      'more than 100 %',
      { ...creditor, amount: undefined, percent: '101' },
      '/percent',
      'percent_above_100',
    ],
    ['an amount below zero', { ...creditor, amount: '-1' }, '/amount', 'negative_amount'],
    ['no day', { ...creditor, received: undefined }, '/received', 'missing_key'],
    ['a day that is none', { ...creditor, received: '2026-02-30' }, '/received', 'date_impossible'],
  ])('are refused with %s', (_, order, pointer, code) => {
    expect(calculate({ ...plain, orders: [order] })).toMatchObject({
      kind: 'refused',
      error: { issues: [{ pointer: `/orders/0${pointer}`, code }] },
    });
  });
});
