import { describe, expect, it } from 'vitest';
import { jsonForm, shownAs, verbatim, withJsonForm } from './json-form.ts';

describe('the JSON form of an answer', () => {
  it('has snake_case names, decimal amounts, and dates as ISO 8601', () => {
    expect(
      jsonForm({
        runId: 3,
        payOn: Temporal.PlainDate.from('2026-11-27'),
        openedAt: Temporal.Instant.from('2026-11-24T07:00:00Z'),
        currency: 'USD',
        grossMinor: 123450n,
        netMinor: null,
        lines: [{ code: 'REGULAR', amountMinor: -5n, hourlyRateMicro: 25_500_000n }],
        digest: new Uint8Array([1, 255]),
      }),
    ).toEqual({
      run_id: 3,
      pay_on: '2026-11-27',
      opened_at: '2026-11-24T07:00:00Z',
      currency: 'USD',
      gross: '1234.50',
      net: null,
      lines: [{ code: 'REGULAR', amount: '-0.05', hourly_rate: '25.5' }],
      digest: '01ff',
    });
  });

  it('writes an amount in the currency nearest to it', () => {
    expect(
      jsonForm({ currency: 'USD', yen: { currency: 'JPY', netMinor: 12n }, netMinor: 12n }),
    ).toEqual({ currency: 'USD', yen: { currency: 'JPY', net: '12' }, net: '0.12' });
  });

  it('keeps names that are data, and JSON that users wrote', () => {
    const rule = { daysBeforeEnd: 3, nested: { someKey: 1 } };
    expect(
      jsonForm({
        byCode: new Map([
          ['FIT', 1],
          ['workerOne', 2],
        ]),
        rule: verbatim(rule),
      }),
    ).toEqual({ by_code: { FIT: 1, workerOne: 2 }, rule });
  });

  it('leaves out values that were not requested, and shows unknown values as null', () => {
    expect(jsonForm({ asked: null, notAsked: undefined, list: [undefined] })).toEqual({
      asked: null,
      list: [null],
    });
  });

  it('is what JSON.stringify writes of an answer that a program is given', () => {
    const answer = withJsonForm({ currency: 'USD', netMinor: 9_007_199_254_740_993n });
    expect(answer.netMinor).toBe(9_007_199_254_740_993n);
    expect(Object.keys(answer)).toEqual(['currency', 'netMinor']);
    expect(JSON.stringify(answer)).toBe('{"currency":"USD","net":"90071992547409.93"}');
  });

  it('is of the shape in which an answer shows itself, wherever it stands', () => {
    const run = shownAs({ runId: 3, companyId: 7 }, ({ runId }) => ({ runId }));
    expect(run.companyId).toBe(7);
    expect(JSON.stringify(run)).toBe('{"run_id":3}');
    expect(jsonForm({ runs: [run] })).toEqual({ runs: [{ run_id: 3 }] });
  });

  it('refuses an amount without a currency', () => {
    expect(() => jsonForm({ netMinor: 1n })).toThrow(/\bnetMinor\b/);
  });

  it('refuses two names that become one', () => {
    expect(() => jsonForm({ payOn: 1, pay_on: 2 })).toThrow(/\bpay_on\b/);
  });

  it('treats the name of a built-in member, such as toString, as data', () => {
    expect(JSON.stringify(jsonForm(JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')))).toBe(
      '{"__proto__":{"a":1},"constructor":2}',
    );
  });
});
