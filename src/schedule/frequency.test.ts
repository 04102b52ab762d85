import { describe, expect, it } from 'vitest';
import { frequencies, parseFrequency, periodsPerYear } from './frequency.ts';

describe('a frequency', () => {
  it.each([
    ['biweekly', 'biweekly'],
    ['bi_weekly', 'biweekly'],
    ['bi-weekly', 'biweekly'],
    ['Semi-Monthly', 'semimonthly'],
    ['four weekly', 'fourweekly'],
    ['ANNUALLY', 'annually'],
  ])('%s is read as %s', (text, frequency) => {
    expect(parseFrequency(text)).toEqual({ ok: true, value: frequency });
  });

  it.each([['bimonthly'], ['fortnightly'], [''], [null], [4]])('%j is refused', (text) => {
    const parsed = parseFrequency(text);
    expect(parsed.ok || parsed.refusal.code).toBe('frequency_unknown');
  });

  it('bimonthly is refused, with the unambiguous words', () => {
    const parsed = parseFrequency('bi-monthly');
    expect(parsed.ok || parsed.refusal.hint).toContain('semimonthly');
  });

  it('has its usual number of pay dates a year', () => {
    expect(frequencies.map(periodsPerYear)).toEqual([260, 52, 26, 13, 24, 12, 4, 2, 1]);
  });
});
