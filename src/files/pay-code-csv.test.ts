import { describe, expect, it } from 'vitest';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { payCodeJson, payCodeShape } from '#payslip/codes/pay-code-file.ts';
import { parsePayCodeCsv, payCodesToCsv } from './pay-code-csv.ts';

function parsed(text: string) {
  const csv = parsePayCodeCsv(Buffer.from(text));
  if (!csv.ok) throw new Error(JSON.stringify(csv.refusal));
  return csv.value;
}

const header = 'id,code,kind,title,by,journal_account';

describe('pay codes as CSV', () => {
  it('are those of the JSON, there and back', () => {
    const match = {
      id: 1000,
      code: 'MATCH',
      kind: 'employer_contribution',
      title: 'Match, of the 401(k)',
      valid_from: '2026-01-01',
      amount: {
        by: 'match',
        matches: '401K',
        of: ['gross', '-BONUS'],
        tiers: [
          { up_to_percent: '3', match_percent: '100' },
          { up_to_percent: '5', match_percent: '50' },
        ],
      },
      rounding: 'half_even',
      caps: { per_period: '100.00', monthly: '200.00', annual: '300.00' },
      journal_account: 'benefits',
    } as const;
    const bands = {
      id: 1001,
      code: 'STATE',
      kind: 'tax',
      title: 'State',
      amount: {
        by: 'bands',
        of: ['FIT_WAGES'],
        bands: [
          { above: '0', percent: '4.95' },
          { above: '10000', percent: '6.5' },
        ],
        annualize: false,
      },
      priority: 7,
      applies_to_all: true,
      journal_account: 'taxes',
    } as const;
    const all = [...everyBuiltInPayCode.map(payCodeJson), match, bands].map((one) =>
      payCodeShape.parse(one),
    );
    expect(parsed(payCodesToCsv(all)).json).toEqual({ pay_codes: all });
  });

  it('leave what cannot be read where it stands, to be refused there', () => {
    const { json } = parsed(`${header},premium,tiers\nx1,A,earning,A,hours,w,perhaps,3:4:5\n`);
    expect(json).toMatchObject({
      pay_codes: [{ id: 'x1', amount: { premium: 'perhaps', tiers: [{ match_percent: '4:5' }] } }],
    });
  });

  it('say in which row and column a fault of the JSON form stands', () => {
    const { place } = parsed(`${header},cap_annual\n\n1000,A,deduction,A,amount,w,1\n`);
    expect(place('/pay_codes/0/caps/annual')).toBe('row 3, column cap_annual');
    expect(place('/pay_codes/0/amount/of/1')).toBe('row 3, column of');
    expect(place('/pay_codes/0/amount')).toBe('row 3');
    expect(place('/pay_codes')).toBe('/pay_codes');
  });

  it('are refused without the columns that every pay code needs', () => {
    const csv = parsePayCodeCsv(Buffer.from('id,code,kind,title,by\n'));
    expect(csv).toMatchObject({
      ok: false,
      refusal: { issues: [{ pointer: 'row 1, column journal_account', code: 'missing_column' }] },
    });
  });
});
