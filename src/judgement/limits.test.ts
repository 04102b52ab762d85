import { describe, expect, it } from 'vitest';
import { changedLimits, limitNames, limitsOf, limitText, usualLimit } from './limits.ts';

const usd = { code: 'USD', decimals: 2 } as const;
const jpy = { code: 'JPY', decimals: 0 } as const;

const change = (given: Record<string, string>, own = {}) =>
  changedLimits(own, { given, currency: usd });

describe('the limits of a company', () => {
  it('have a value of this version where the company has set none', () => {
    const limits = limitsOf({}, usd);
    for (const name of limitNames)
      expect(limitText(name, limits[name])).toBe(usualLimit(name, usd));
    expect(limits).toMatchObject({ pay_above: 200, rate: 175, total: 2_500, nothing_to_pay: 100 });
  });

  it('have no amounts in a currency whose size is not known', () => {
    expect(limitsOf({}, jpy)).toMatchObject({ hour_most: null, hour_least: null, rate: 175 });
  });

  it('are what the company has set, and ignore what another version has stored', () => {
    const own = { rate: '2', pay_below: 'off', pay_above: 'nonsense', of_another_version: '7' };
    expect(limitsOf(own, usd)).toMatchObject({ rate: 200, pay_below: null, pay_above: 200 });
  });

  it('are stored as a person writes them, and go back to the usual value', () => {
    expect(change({ rate: '2.50', total: 'off' })).toEqual({
      ok: true,
      value: { rate: '2.5', total: 'off' },
    });
    expect(change({ rate: 'usual' }, { rate: '2.5', total: 'off' })).toEqual({
      ok: true,
      value: { total: 'off' },
    });
  });

  it.each<[Record<string, string>, string, string]>([
    [{ pay_abve: '2' }, '/pay_abve', 'unknown_limit'],
    [{ pay_above: '1' }, '/pay_above', 'out_of_range'],
    [{ pay_above: '0.5' }, '/pay_above', 'out_of_range'],
    [{ pay_above: '-2' }, '/pay_above', 'out_of_range'],
    [{ pay_above: '2.001' }, '/pay_above', 'out_of_range'],
    [{ pay_above: '1e9' }, '/pay_above', 'out_of_range'],
    [{ pay_above: '' }, '/pay_above', 'out_of_range'],
    [{ hours_on_a_day: '25' }, '/hours_on_a_day', 'out_of_range'],
    [{ total: '2.5' }, '/total', 'out_of_range'],
    [{ nothing_to_pay: '5' }, '/nothing_to_pay', 'out_of_range'],
    [{ least_people: 'on' }, '/least_people', 'out_of_range'],
    [{ hours_a_day: '20', hours_on_a_day: '18' }, '/hours_a_day', 'limits_contradict'],
    // Against the usual 16 hours of an average day.
    [{ hours_on_a_day: '12' }, '/hours_a_day', 'limits_contradict'],
    [{ hour_least: '50', hour_most: '40' }, '/hour_least', 'limits_contradict'],
    [{ pay_above: '6' }, '/pay_above', 'limits_contradict'],
  ])('%j is refused at %s: %s', (given, pointer, code) => {
    const answer = change(given);
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'limits_invalid' } });
    expect(answer.ok ? [] : answer.refusal.issues).toMatchObject([{ pointer, code }]);
  });

  it('name all faults of a change at once', () => {
    const answer = change({ rate: 'x', total: '0', nobody: '1' });
    expect(answer.ok ? [] : answer.refusal.issues?.map((one) => one.pointer)).toEqual([
      '/rate',
      '/total',
      '/nobody',
    ]);
  });

  it('do not contradict each other when one of them is off', () => {
    expect(change({ hours_on_a_day: '12', hours_a_day: 'off' }).ok).toBe(true);
  });
});
