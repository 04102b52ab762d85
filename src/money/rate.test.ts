import { describe, expect, it } from 'vitest';
import { addRates, formatDecimal, formatPercent, parseRate, percent, rate, ratio } from './rate.ts';

describe('a rate', () => {
  it('is exact and in lowest terms', () => {
    expect(rate('0.062')).toEqual({ numerator: 31n, denominator: 500n });
    expect(percent('6.2')).toEqual(rate('0.062'));
    expect(ratio(-6n, -4n)).toEqual({ numerator: 3n, denominator: 2n });
  });

  it.each(['', '1e-2', '.5', '5.', '+1', '1,5', '1/2', '00.1'])('%j is refused', (text) => {
    expect(parseRate(text)).toMatchObject({ ok: false, refusal: { code: 'not_a_rate' } });
  });

  it('adds without loss', () => {
    expect(addRates([rate('0.1'), rate('0.2')])).toEqual(rate('0.3'));
  });

  it('is written as people write it', () => {
    expect(formatPercent(percent('1.45'))).toBe('1.45 %');
    expect(formatPercent(percent('22'))).toBe('22 %');
    expect(formatPercent(ratio(1n, 3n))).toBe('1/3');
    expect(formatDecimal(rate('-0.05'))).toBe('-0.05');
    expect(formatDecimal(ratio(1n, 3n))).toBeNull();
  });
});
