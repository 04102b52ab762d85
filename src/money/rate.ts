/**
 * Exact rates: a fraction of two whole numbers in lowest terms.
 *
 * 0.062 is exactly 31/500, not the nearest binary number. `mulDiv` in rounding.ts applies a rate to
 * an amount, and names the rounding.
 */

import { type Answer, answer, assert, refuse } from '#errors.ts';

export interface Rate {
  readonly numerator: bigint;
  /** Greater than zero. It has no common factor with the numerator. */
  readonly denominator: bigint;
}

const decimalPattern = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
const textMax = 32;

/**
 * `0.062` → 31/500. Refusals: `not_a_rate`, for exponents, separators, and any sign but a leading
 * minus.
 */
export function parseRate(text: string): Answer<Rate> {
  const match = text.length > textMax ? null : decimalPattern.exec(text);
  if (match === null) {
    return refuse({
      family: 'invalid',
      code: 'not_a_rate',
      message: `${JSON.stringify(text.slice(0, textMax))} is not a rate`,
      hint: 'write a decimal number, for instance 0.062',
    });
  }
  const [, sign = '', whole = '0', fraction = ''] = match;
  const size = BigInt(whole + fraction);
  return answer(ratio(sign === '-' ? -size : size, 10n ** BigInt(fraction.length)));
}

/** `6.2` → 31/500. Refusals: those of `parseRate`. */
export function parsePercent(text: string): Answer<Rate> {
  const parsed = parseRate(text);
  if (!parsed.ok) return parsed;
  return answer(ratio(parsed.value.numerator, parsed.value.denominator * 100n));
}

/** A rate in source code: `rate('0.062')`. An invalid literal is a bug. */
export function rate(literal: string): Rate {
  const parsed = parseRate(literal);
  assert(parsed.ok, `not a rate: ${literal}`);
  return parsed.value;
}

/** A percentage in source code: `percent('6.2')` is 31/500. */
export function percent(literal: string): Rate {
  const parsed = parsePercent(literal);
  assert(parsed.ok, `not a percentage: ${literal}`);
  return parsed.value;
}

/** The fraction in lowest terms. The denominator is not zero. */
export function ratio(numerator: bigint, denominator: bigint): Rate {
  assert(denominator !== 0n, 'a rate with denominator zero');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator) * sign;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function addRates(rates: readonly Rate[]): Rate {
  let sum = { numerator: 0n, denominator: 1n };
  for (const { numerator, denominator } of rates) {
    sum = ratio(
      sum.numerator * denominator + numerator * sum.denominator,
      sum.denominator * denominator,
    );
  }
  return sum;
}

/** 31/500 → `6.2 %`. A rate without a finite decimal is formatted as a fraction. */
export function formatPercent(rate: Rate): string {
  const decimal = formatDecimal(ratio(rate.numerator * 100n, rate.denominator));
  return decimal === null ? `${rate.numerator}/${rate.denominator}` : `${decimal} %`;
}

/** 31/500 → `0.062`. Null if the rate has no finite decimal. */
export function formatDecimal(rate: Rate): string | null {
  let decimals = 0;
  let scale = 1n;
  while (scale % rate.denominator !== 0n) {
    if (decimals === textMax) return null;
    decimals += 1;
    scale *= 10n;
  }
  const scaled = (rate.numerator * scale) / rate.denominator;
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
