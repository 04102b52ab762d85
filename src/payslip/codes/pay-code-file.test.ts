import { describe, expect, it } from 'vitest';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { everyBuiltInPayCode } from './built-in-pay-codes.ts';
import {
  parsePayCodeFile,
  payCodeFrom,
  payCodeJson,
  payCodeJsonSchema,
  payCodeShape,
} from './pay-code-file.ts';

const ask = { beside: everyBuiltInPayCode, taxes: usFederal };

const match = {
  id: 1000,
  code: 'MATCH_401K',
  kind: 'employer_contribution',
  title: '401(k) match',
  amount: {
    by: 'match',
    matches: '401K',
    of: ['gross'],
    tiers: [{ up_to_percent: '3', match_percent: '100' }],
  },
  caps: { per_period: '500.00', annual: '10000.00' },
  applies_to_all: true,
  journal_account: 'benefits_expense',
};

describe('a pay code file', () => {
  it('adds codes to the built-in ones, and changes one from a date on', () => {
    const built = everyBuiltInPayCode.find(({ code }) => code === '401K');
    if (built === undefined) throw new Error('401K is built in');
    const capped = {
      ...payCodeJson(built),
      valid_from: '2026-01-01',
      caps: { annual: '24500.00' },
    };
    const parsed = parsePayCodeFile({ pay_codes: [match, capped] }, ask);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
    expect(parsed.value.byCode.get('MATCH_401K')?.caps).toEqual({
      perPeriod: '500.00',
      annual: '10000.00',
    });
    expect(parsed.value.byCode.get('401K')?.caps).toEqual({ annual: '24500.00' });
  });

  it('can list a built-in pay code under a code of the yearly statement', () => {
    const listed = everyBuiltInPayCode
      .filter(({ code }) => ['WEEKLY_OVERTIME_PREMIUM', 'TIPS', 'CASH_TIPS'].includes(code))
      .map((one) => ({
        ...{ ...payCodeJson(one), valid_from: '2026-01-01' },
        statement_code: one.code === 'WEEKLY_OVERTIME_PREMIUM' ? 'TT' : 'TP',
      }));
    const parsed = parsePayCodeFile({ pay_codes: listed }, ask);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
    expect(
      ['WEEKLY_OVERTIME_PREMIUM', 'TIPS', 'CASH_TIPS'].map(
        (code) => parsed.value.byCode.get(code)?.statementCode,
      ),
    ).toEqual(['TT', 'TP', 'TP']);
  });

  it('says in the file what the definitions say, in both directions', () => {
    for (const definition of everyBuiltInPayCode) {
      const json = payCodeJson(definition);
      expect(payCodeShape.parse(json)).toEqual(json);
      expect(payCodeFrom(json)).toEqual(definition);
    }
  });

  it('points to the place of each fault in the file', () => {
    const parsed = parsePayCodeFile(
      { pay_codes: [match, { ...match, id: 1001, code: 'M2', caps: { per_period: '1.234' } }] },
      ask,
    );
    expect(parsed).toMatchObject({
      ok: false,
      refusal: { issues: [{ pointer: '/pay_codes/1/caps/per_period', code: 'too_many_decimals' }] },
    });
  });

  it.each([
    [{}, '/pay_codes', 'missing_key'],
    [{ pay_codes: [], paycodes: [] }, '/paycodes', 'unknown_key'],
    [{ pay_codes: [{ ...match, id: 1.5 }] }, '/pay_codes/0/id', 'wrong_type'],
    [{ pay_codes: [{ ...match, kind: 'bonus' }] }, '/pay_codes/0/kind', 'unknown_value'],
    [
      { pay_codes: [{ ...match, amount: { by: 'magic' } }] },
      '/pay_codes/0/amount/by',
      'wrong_type',
    ],
    [
      { pay_codes: [{ ...match, caps: { per_period: 500 } }] },
      '/pay_codes/0/caps/per_period',
      'wrong_type',
    ],
    [JSON.parse('{"pay_codes":[],"__proto__":{}}'), '/__proto__', 'unknown_key'],
    [null, '', 'wrong_type'],
  ])('%j is refused', (json, pointer, code) => {
    expect(parsePayCodeFile(json, ask)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_pay_codes', issues: [{ pointer, code }] },
    });
  });

  it('has a published JSON Schema that allows no unknown key', () => {
    expect(payCodeJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['pay_codes'],
    });
  });
});
