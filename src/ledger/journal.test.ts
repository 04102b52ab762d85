import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PayCodeKind } from '#payslip/codes/pay-code.ts';
import { postingsOf, sidesOf } from './journal.ts';

const words = new Set(['wages_expense', 'taxes_payable', 'none']);
const code = (name: string, kind: PayCodeKind, journalAccount = 'wages_expense') => ({
  ...{ code: name, kind, journalAccount },
});
const placed = (costCentre: string | null, department: string | null) => ({
  costCentre,
  department,
});
const kitchen = placed('4100', 'Kitchen');

const lines = (postings: ReturnType<typeof postingsOf>['postings']) =>
  postings.map((one) => [one.account, one.costCentre, one.department, one.amountMinor]);

describe('the postings of a run', () => {
  const sums = [
    { ...kitchen, code: code('REGULAR', 'earning'), amountMinor: 1_000n },
    { ...placed(null, null), code: code('REGULAR', 'earning'), amountMinor: 500n },
    { ...kitchen, code: code('BONUS', 'earning'), amountMinor: 70n },
    { ...kitchen, code: code('TRAVEL', 'reimbursement'), amountMinor: 30n },
    { ...kitchen, code: code('FIT', 'tax', 'taxes_payable'), amountMinor: 200n },
    { ...kitchen, code: code('401K', 'deduction'), amountMinor: 100n },
    { ...kitchen, code: code('MEDICARE_ER', 'employer_contribution'), amountMinor: 15n },
    { ...kitchen, code: code('FIT_WAGES', 'information', 'none'), amountMinor: 9_999n },
  ];

  it('have costs with their cost centre and department, and what is owed without', () => {
    const { postings, byDefault } = postingsOf(sums, { netMinor: 1_300n, settings: {}, words });
    expect(lines(postings)).toEqual([
      ['Expenses:Payroll:Wages', '4100', 'Kitchen', 1_070n],
      ['Expenses:Payroll:Wages', null, null, 500n],
      ['Expenses:Payroll:Reimbursements', '4100', 'Kitchen', 30n],
      ['Expenses:Payroll:Employer', '4100', 'Kitchen', 15n],
      ['Liabilities:Payroll:Deductions', null, null, -100n],
      ['Liabilities:Payroll:Taxes', null, null, -200n],
      ['Liabilities:Payroll:Employer', null, null, -15n],
      ['Liabilities:Payroll:NetPay', null, null, -1_300n],
    ]);
    expect(sidesOf(postings)).toEqual({ debitMinor: 1_615n, creditMinor: 1_615n });
    expect(byDefault[0]).toMatchObject({ role: 'earnings', codes: ['BONUS', 'REGULAR'] });
  });

  it('take the account of the pay code before that of its word, its text and the default', () => {
    const settings = {
      'code:BONUS': '6020',
      'code:MEDICARE_ER/liability': '2210',
      taxes_payable: '2200',
      net_pay: '2100',
    };
    const own = { ...kitchen, code: code('GIFT', 'earning', '6030 Gifts'), amountMinor: 1n };
    const { postings, byDefault } = postingsOf([...sums, own], {
      netMinor: 1_301n,
      settings,
      words,
    });
    const accounts = new Map(postings.map(({ account, codes }) => [account, codes.join(' ')]));
    expect([...accounts]).toEqual([
      ['6020', 'BONUS'],
      ['6030 Gifts', 'GIFT'],
      ['Expenses:Payroll:Wages', 'REGULAR'],
      ['Expenses:Payroll:Reimbursements', 'TRAVEL'],
      ['Expenses:Payroll:Employer', 'MEDICARE_ER'],
      ['Liabilities:Payroll:Deductions', '401K'],
      ['2200', 'FIT'],
      ['2210', 'MEDICARE_ER'],
      ['2100', ''],
    ]);
    expect(byDefault.map(({ role }) => role)).toEqual([
      ...['earnings', 'reimbursements', 'employer_cost', 'deductions'],
    ]);
  });

  it('leave out what is nothing, such as two sides of one account', () => {
    const settings = { employer_cost: 'X', employer_liability: 'X' };
    const only = [
      { ...placed(null, null), code: code('ER', 'employer_contribution'), amountMinor: 5n },
    ];
    expect(postingsOf(only, { netMinor: 0n, settings, words }).postings).toEqual([]);
  });

  it('are refused when they do not balance', () => {
    expect(() => postingsOf(sums, { netMinor: 1_299n, settings: {}, words })).toThrow('balance');
  });
});

const kinds: readonly PayCodeKind[] = [
  ...(['earning', 'reimbursement', 'deduction', 'tax', 'employer_contribution'] as const),
  'information',
];
const anySum = fc.record({
  costCentre: fc.constantFrom(null, '1', '2', 'constructor'),
  department: fc.constantFrom(null, 'a', 'b'),
  code: fc
    .tuple(fc.constantFrom(...kinds), fc.integer({ min: 0, max: 3 }), fc.boolean())
    .map(([kind, n, isWord]) => code(`${kind}_${n}`, kind, isWord ? 'none' : `own ${n}`)),
  amountMinor: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
});
const anySettings = fc.dictionary(
  fc.constantFrom(
    'earnings',
    'taxes',
    'net_pay',
    'own 1',
    'code:tax_2',
    'code:employer_contribution_1/liability',
  ),
  fc.constantFrom('A', 'B', 'own 2'),
);

describe('the postings of any sums', () => {
  const netOf = (
    sums: readonly {
      readonly code: { readonly kind: PayCodeKind };
      readonly amountMinor: bigint;
    }[],
  ) =>
    sums.reduce((all, { code: { kind }, amountMinor }) => {
      if (kind === 'earning' || kind === 'reimbursement') return all + amountMinor;
      return kind === 'tax' || kind === 'deduction' ? all - amountMinor : all;
    }, 0n);

  it('balance, whatever their order, and the opposite sums have the exact negative', () => {
    fc.assert(
      fc.property(fc.array(anySum, { maxLength: 40 }), anySettings, (sums, settings) => {
        const ask = { netMinor: netOf(sums), settings, words };
        const made = postingsOf(sums, ask);
        const { debitMinor, creditMinor } = sidesOf(made.postings);
        expect(debitMinor).toBe(creditMinor);
        expect(postingsOf(sums.toReversed(), ask)).toEqual(made);
        const opposite = sums.map((one) => ({ ...one, amountMinor: -one.amountMinor }));
        const undone = postingsOf(opposite, { ...ask, netMinor: -ask.netMinor });
        expect(lines(undone.postings)).toEqual(
          made.postings.map((one) => [
            one.account,
            one.costCentre,
            one.department,
            -one.amountMinor,
          ]),
        );
      }),
    );
  });
});
