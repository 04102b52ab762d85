import { describe, expect, it } from 'vitest';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { everyBuiltInPayCode } from './built-in-pay-codes.ts';
import { compilePayCodes } from './compile-pay-codes.ts';
import type { PayCodeDefinition } from './pay-code.ts';
import { payCodesOn } from './pay-code-versions.ts';

const bonus: PayCodeDefinition = {
  id: 1000,
  code: 'SIGNING',
  kind: 'earning',
  title: 'Signing bonus',
  amount: { by: 'amount' },
  journalAccount: 'wages_expense',
};

const dues: PayCodeDefinition = {
  id: 1001,
  code: 'DUES',
  kind: 'deduction',
  title: 'Dues',
  amount: { by: 'percent', of: ['gross'], percent: '1' },
  journalAccount: 'deductions_payable',
};

function problems(definitions: readonly PayCodeDefinition[]): readonly string[] {
  const compiled = compilePayCodes(definitions, { taxes: { ...usFederal, payCodes: [] } });
  if (compiled.ok) return [];
  expect(compiled.refusal).toMatchObject({ family: 'invalid', code: 'invalid_pay_codes' });
  return (compiled.refusal.issues ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('a list of pay codes', () => {
  it('is the built-in one, in the order of a payslip, by id and by code', () => {
    const compiled = compilePayCodes(everyBuiltInPayCode, { taxes: usFederal });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal.issues));
    expect(compiled.value.all).toHaveLength(everyBuiltInPayCode.length);
    expect(compiled.value.all[0]?.code).toBe('SALARY');
    expect(compiled.value.all.at(-1)?.kind).toBe('information');
    expect(compiled.value.byCode.get('401K')?.id).toBe(100);
    expect(compiled.value.byId.get(120)?.code).toBe('FIT');
  });

  it('keeps the ids that payslips store', () => {
    const ids = Object.fromEntries(everyBuiltInPayCode.map(({ code, id }) => [code, id]));
    expect(ids).toMatchObject({ SALARY: 1, REGULAR: 2, OVERTIME: 3, BONUS: 10, REIMBURSEMENT: 30 });
    expect(ids).toMatchObject({ POST_TAX: 60, '401K': 100, SECTION125: 101, FIT: 120, SS: 121 });
    expect(ids).toMatchObject({ MEDICARE: 122, ADDITIONAL_MEDICARE: 123, SS_EMPLOYER: 140 });
    expect(ids).toMatchObject({
      FIT_WAGES: 160,
      SS_WAGES: 161,
      MEDICARE_WAGES: 162,
      FUTA_WAGES: 163,
    });
  });

  it('is refused without a line that the taxes write', () => {
    const compiled = compilePayCodes([bonus], { taxes: usFederal });
    expect(compiled).toMatchObject({ ok: false });
    const issues = compiled.ok ? [] : (compiled.refusal.issues ?? []);
    expect(issues.map(({ code }) => code)).toContain('pay_code_missing');
  });

  it('changes from a date on, and the newest version stands for it', () => {
    const later = { ...dues, validFrom: '2026-07-01', title: 'Dues since July' };
    const compiled = compilePayCodes([dues, later]);
    if (!compiled.ok) throw new Error(compiled.refusal.message);
    expect(compiled.value.byCode.get('DUES')?.title).toBe('Dues since July');
    const titleOn = (on: string) => payCodesOn(compiled.value.versions, on)[0]?.title;
    expect([titleOn('2026-06-30'), titleOn('2026-07-01')]).toEqual(['Dues', 'Dues since July']);
  });

  it('ends on its last pay date', () => {
    const ended = { ...dues, validUntil: '2026-06-30' };
    expect(payCodesOn([ended], '2026-06-30')).toHaveLength(1);
    expect(payCodesOn([ended], '2026-07-01')).toHaveLength(0);
  });
});

const wrong: readonly (readonly [string, readonly PayCodeDefinition[], readonly string[]])[] = [
  ['an id twice', [bonus, { ...dues, id: 1000 }], ['/1/id duplicate_id']],
  ['a code twice', [bonus, { ...dues, code: 'SIGNING' }], ['/1/code duplicate_code']],
  ['a version twice', [bonus, bonus], ['/1/validFrom duplicate_version']],
  [
    'a kind that changed',
    [bonus, { ...bonus, kind: 'reimbursement', validFrom: '2026-01-01' }],
    ['/1/kind kind_changed'],
  ],
  ['an id beyond what is stored', [{ ...bonus, id: 40_000 }], ['/0/id not_an_id']],
  ['a code in small letters', [{ ...bonus, code: 'Signing' }], ['/0/code not_a_code']],
  ['no title', [{ ...bonus, title: ' ' }], ['/0/title missing']],
  ['no account', [{ ...bonus, journalAccount: '' }], ['/0/journalAccount missing']],
  ['a date that is none', [{ ...bonus, validFrom: '2026-02-30' }], ['/0/validFrom not_a_date']],
  [
    'an end before its start',
    [{ ...bonus, validFrom: '2026-02-01', validUntil: '2026-01-01' }],
    ['/0/validUntil ends_before_start'],
  ],
  [
    'a deduction by hours',
    [{ ...dues, amount: { by: 'hours', multiplier: '1' } }],
    ['/0/amount/by rule_not_for_kind'],
  ],
  [
    'an unknown base',
    [{ ...dues, amount: { by: 'percent', of: ['gross', 'GROSS'] } }],
    ['/0/amount/of/1 unknown_base'],
  ],
  [
    'a percentage of itself',
    [{ ...dues, amount: { by: 'percent', of: ['DUES'] } }],
    ['/0/amount/of circular_base'],
  ],
  [
    'a deduction before tax from net pay',
    [{ ...dues, exemptFrom: ['FIT'], amount: { by: 'percent', of: ['net'] } }],
    ['/0/amount/of base_comes_later'],
  ],
  ['a tax that is none', [{ ...bonus, exemptFrom: ['FICA'] }], ['/0/exemptFrom/0 unknown_tax']],
  [
    'a code that no statement has',
    [{ ...dues, statementCode: 'K' }],
    ['/0/statementCode unknown_statement_code'],
  ],
  [
    'deferrals of an employer',
    [{ ...dues, kind: 'employer_contribution', statementCode: 'D' }],
    ['/0/statementCode not_for_kind'],
  ],
  [
    'a tax under DD',
    [{ ...dues, kind: 'tax', statementCode: 'DD' }],
    ['/0/statementCode not_for_kind'],
  ],
  [
    'a percentage that is none',
    [{ ...dues, amount: { by: 'percent', of: ['gross'], percent: '-1' } }],
    ['/0/amount/percent not_a_percentage'],
  ],
  [
    'a cap with an exponent',
    [{ ...dues, caps: { annual: '1e3', monthly: '1.234' } }],
    ['/0/caps/monthly too_many_decimals', '/0/caps/annual not_an_amount'],
  ],
  ['a cap on an earning', [{ ...bonus, caps: { annual: '1' } }], ['/0/caps not_for_kind']],
  [
    'a garnishment before tax',
    [{ ...dues, exemptFrom: ['FIT'], garnishment: { percentOfDisposable: '25' } }],
    ['/0/garnishment not_for_kind'],
  ],
  [
    'bands that do not rise',
    [
      {
        ...dues,
        amount: {
          by: 'bands',
          of: ['gross'],
          bands: [
            { above: '0', percent: '1' },
            { above: '0', percent: '2' },
          ],
        },
      },
    ],
    ['/0/amount/bands/1/above bands_not_rising'],
  ],
  [
    'tiers that do not rise',
    [
      dues,
      {
        ...bonus,
        kind: 'employer_contribution',
        amount: {
          by: 'match',
          matches: 'DUES',
          of: ['gross'],
          tiers: [
            { upToPercent: '3', matchPercent: '100' },
            { upToPercent: '3', matchPercent: '50' },
          ],
        },
      },
    ],
    ['/1/amount/tiers/1/upToPercent tiers_not_rising'],
  ],
];

describe('a list of pay codes is refused for', () => {
  it.each(wrong)('%s', (_, definitions, expected) => {
    expect(problems(definitions)).toEqual(expected);
  });

  it('a circle, and names it', () => {
    const a = { ...dues, id: 1002, code: 'A', amount: { by: 'percent', of: ['B'] } } as const;
    const b = { ...dues, id: 1003, code: 'B', amount: { by: 'percent', of: ['A'] } } as const;
    const compiled = compilePayCodes([a, b]);
    const issues = compiled.ok ? [] : (compiled.refusal.issues ?? []);
    expect(issues[0]?.message).toContain('A → B → A');
  });

  it('an unknown rounding in a definition that was not read from a file', () => {
    const odd = { ...dues, rounding: 'nearest' } as unknown as PayCodeDefinition;
    expect(problems([odd])).toEqual(['/0/rounding unknown_rounding']);
  });

  it('a second salary', () => {
    const other: PayCodeDefinition = { ...bonus, amount: { by: 'salary' } };
    const first: PayCodeDefinition = { ...other, id: 1, code: 'SALARY' };
    expect(problems([first, other])).toEqual(['/1/amount/by second_salary']);
  });

  it('a tax line that the company writes itself, and one that nobody writes', () => {
    const own = everyBuiltInPayCode.map(
      (one): PayCodeDefinition => (one.code === 'FIT' ? { ...one, amount: { by: 'amount' } } : one),
    );
    const state: PayCodeDefinition = { ...bonus, kind: 'tax', amount: { by: 'tax_pack' } };
    const compiled = compilePayCodes([...own, state], { taxes: usFederal });
    const issues = compiled.ok ? [] : (compiled.refusal.issues ?? []);
    const at = own.findIndex(({ code }) => code === 'FIT');
    expect(issues.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      `/${at}/amount/by written_by_taxes`,
      `/${own.length}/amount/by not_written_by_taxes`,
    ]);
  });

  it('a base that ends before what rests on it', () => {
    const ended = { ...bonus, validUntil: '2026-06-30' };
    const resting: PayCodeDefinition = { ...dues, amount: { by: 'percent', of: ['SIGNING'] } };
    expect(problems([ended, resting])).toEqual(['/1/amount/of/0 unknown_base']);
  });

  it('everything at once', () => {
    const list = [
      { ...bonus, id: 0, title: '' },
      { ...dues, caps: { annual: 'x' } },
    ];
    expect(problems(list)).toEqual([
      '/0/id not_an_id',
      '/0/title missing',
      '/1/caps/annual not_an_amount',
    ]);
  });

  it('what goes wrong only before a later date', () => {
    const later = { ...bonus, validFrom: '2026-07-01' };
    const always: PayCodeDefinition = { ...dues, amount: { by: 'percent', of: ['SIGNING'] } };
    expect(problems([later, always])).toEqual(['/1/amount/of/0 unknown_base']);
  });

  it('what goes wrong only from a later date on', () => {
    const ended = { ...bonus, validUntil: '2026-06-30' };
    const lasting: PayCodeDefinition = {
      ...dues,
      validFrom: '2026-07-01',
      amount: { by: 'percent', of: ['SIGNING'] },
    };
    expect(problems([ended, dues, lasting])).toEqual(['/2/amount/of/0 unknown_base']);
  });
});
