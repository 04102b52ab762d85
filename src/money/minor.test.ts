import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, minorMax, parseAmount, parseCurrency, USD } from './minor.ts';

const JPY = { code: 'JPY', decimals: 0 } as const;
const KWD = { code: 'KWD', decimals: 3 } as const;

describe('an amount', () => {
  it.each([
    ['0', USD, 0n],
    ['-0.00', USD, 0n],
    ['1234.5', USD, 123450n],
    ['-0.01', USD, -1n],
    ['500', JPY, 500n],
    ['1.234', KWD, 1234n],
    ['92233720368547758.07', USD, minorMax],
    ['-92233720368547758.07', USD, -minorMax],
  ])('%s is read', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toEqual({ ok: true, value: minor });
  });

  it.each([
    ['', USD, 'not_an_amount'],
    [' 1', USD, 'not_an_amount'],
    ['+1', USD, 'not_an_amount'],
    ['1e3', USD, 'not_an_amount'],
    ['0x10', USD, 'not_an_amount'],
    ['1,000.00', USD, 'not_an_amount'],
    ['.5', USD, 'not_an_amount'],
    ['5.', USD, 'not_an_amount'],
    ['007', USD, 'not_an_amount'],
    ['١٢', USD, 'not_an_amount'],
    ['NaN', USD, 'not_an_amount'],
    ['9'.repeat(100_000), USD, 'not_an_amount'],
    ['1.500', USD, 'too_many_decimals'],
    ['1.0', JPY, 'too_many_decimals'],
    ['92233720368547758.08', USD, 'amount_out_of_range'],
    ['-92233720368547758.08', USD, 'amount_out_of_range'],
  ])('%s is refused', (text, currency, code) => {
    expect(parseAmount(text, currency)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('reads back what it writes, in every number of decimals', () => {
    const amounts = fc.bigInt({ min: -minorMax, max: minorMax });
    fc.assert(
      fc.property(amounts, fc.constantFrom(USD, JPY, KWD), (minor, currency) => {
        expect(parseAmount(formatAmount(minor, currency), currency)).toEqual({
          ok: true,
          value: minor,
        });
      }),
    );
  });
});

describe('a currency', () => {
  it('has the decimals of ISO 4217', () => {
    expect(parseCurrency('USD')).toEqual({ ok: true, value: USD });
    expect(parseCurrency('JPY')).toEqual({ ok: true, value: JPY });
    expect(parseCurrency('KWD')).toEqual({ ok: true, value: KWD });
  });

  it.each(['usd', 'US', 'XXX', 'CLF', '', '__proto__'])('%j is refused', (code) => {
    expect(parseCurrency(code)).toMatchObject({
      ok: false,
      refusal: { code: 'unknown_currency' },
    });
  });
});
