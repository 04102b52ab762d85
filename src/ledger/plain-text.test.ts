import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { type PlainTextForm, plainText, unfitFor } from './plain-text.ts';

const day = Temporal.PlainDate.from;
const entry = {
  ...{ company: 'acme', runId: 3, reverses: null, currency: USD, isPreview: false },
  ...{ startOn: day('2026-11-02'), endOn: day('2026-11-15'), payOn: day('2026-11-20') },
  ...{ hasAccountsOfNow: false, totalsHash: 'ab12' },
  byDefault: [
    { role: 'earnings' as const, account: 'Expenses:Wages', codes: ['BONUS', 'REGULAR'] },
  ],
};
const postings = [
  {
    ...{ account: 'Expenses:Wages', costCentre: '4100', department: 'Bread, "rolls"' },
    ...{ amountMinor: 123_456n, codes: ['REGULAR'] },
  },
  {
    ...{ account: 'Liabilities:NetPay', costCentre: null, department: null },
    ...{ amountMinor: -123_456n, codes: [] },
  },
];
const textOf = (form: PlainTextForm, more: Partial<typeof entry> = {}, of = postings) =>
  [...plainText(form, { ...entry, ...more }, of)].join('');

const beancountFile = `; Journal of run 3 (acme)
; Default account Expenses:Wages: BONUS, REGULAR

2026-11-20 * "acme" "Payroll 2026-11-02 to 2026-11-15, run 3"
  run: "3"
  totals: "sha256:ab12"
  Expenses:Wages  1234.56 USD
    cost_centre: "4100"
    department: "Bread, \\"rolls\\""
  Liabilities:NetPay  -1234.56 USD
`;

const hledgerFile = `; Journal of run 3 (acme)
; Default account Expenses:Wages: BONUS, REGULAR

decimal-mark .

2026-11-20 * (run 3) acme | Payroll 2026-11-02 to 2026-11-15, run 3
    ; run:3, totals:sha256:ab12
    Expenses:Wages  1234.56 USD  ; cost_centre:4100, department:Bread; "rolls"
    Liabilities:NetPay  -1234.56 USD
`;

describe('a journal as text', () => {
  it('is an entry of Beancount', () => {
    expect(textOf('beancount')).toBe(beancountFile);
  });

  it('is an entry of hledger', () => {
    expect(textOf('hledger')).toBe(hledgerFile);
  });

  it.each(['beancount', 'hledger'] as const)('says in %s that it is a preview', (form) => {
    const text = textOf(form, { isPreview: true });
    expect(text).toContain('2026-11-20 ! ');
    expect(text).toContain('; PREVIEW');
  });

  it.each(['beancount', 'hledger'] as const)('of nothing has no entry in %s', (form) => {
    expect(textOf(form, {}, [])).not.toContain('2026-11-20');
  });
});

const accounts: readonly (readonly [string, readonly PlainTextForm[]])[] = [
  ['Expenses:Payroll:Wages', []],
  ['Liabilities:2210-Taxes', []],
  ['Expenses:Löhne:Ärzte', []],
  ['Expenses', ['beancount']],
  ['Expense:Wages', ['beancount']],
  ['Expenses:wages', ['beancount']],
  ['Expenses:Payroll Wages', ['beancount']],
  ['6000', ['beancount']],
  ['6000 Wages', ['beancount']],
  ['Expenses:', ['beancount', 'hledger']],
  ['Expenses::Wages', ['beancount', 'hledger']],
  ['6000  Wages', ['beancount', 'hledger']],
  ['Wages;old', ['beancount', 'hledger']],
  ['(Wages)', ['beancount', 'hledger']],
  ['Expenses:Wages:-Old', ['beancount']],
];

describe('an account', () => {
  it.each(accounts)('%s cannot be one of %j', (account, unfit) => {
    const forms = ['beancount', 'hledger'] as const;
    expect(forms.filter((form) => unfitFor(form, account) !== null)).toEqual(unfit);
  });
});
