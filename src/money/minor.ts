/**
 * Amounts of money: whole minor units (cents, yen, fils) in a bigint.
 *
 * Promises
 *   - text that is not exactly an amount of the currency is refused, never repaired. It may have no
 *     exponent, no thousands separator, and no more decimals than the currency;
 *   - every amount fits in a signed 64-bit column;
 *   - parse and format are exact inverses.
 *
 * Elsewhere: rates (rate.ts), divisions (rounding.ts), dividing an amount into parts (allocate.ts).
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { plainDecimal } from './plain-decimal.ts';

/** An amount in minor units of its currency. A name for one ends in `Minor`. */
export type Minor = bigint;

export interface Currency {
  /** ISO 4217, three capital letters. */
  readonly code: string;
  /** Digits after the decimal point. */
  readonly decimals: 0 | 2 | 3;
}

/** The largest amount: 2^63 - 1, the largest bigint of the database. The smallest is its negative. */
export const minorMax: Minor = 2n ** 63n - 1n;

export const USD: Currency = { code: 'USD', decimals: 2 };

// ISO 4217 list one. Currencies with four decimals (CLF, UYW) are not used for pay and are refused.
const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(
  ' ',
);
const withThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const withTwoDecimals = (
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD ' +
  'CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ ' +
  'GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL ' +
  'MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR ' +
  'PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT ' +
  'TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'
).split(' ');

const known: ReadonlyMap<string, Currency> = new Map(
  (
    [
      [withoutDecimals, 0],
      [withTwoDecimals, 2],
      [withThreeDecimals, 3],
    ] as const
  ).flatMap(([codes, decimals]) => codes.map((code) => [code, { code, decimals }] as const)),
);

/** The currency of an ISO 4217 code. Refusals: `unknown_currency`. */
export function parseCurrency(code: string): Answer<Currency> {
  const currency = known.get(code);
  if (currency !== undefined) return answer(currency);
  return refuse({
    family: 'invalid',
    code: 'unknown_currency',
    message: `${quote(code)} is not a currency code`,
    hint: 'use the three capital letters of ISO 4217, for instance USD',
  });
}

const amountPattern = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Longer text cannot be an amount. The limit protects BigInt from megabytes of digits. */
const textMax = 32;

/**
 * Parses text: `-1234.5` of USD → -123450n.
 *
 * Refusals: `not_an_amount`, `amount_out_of_range`, and `too_many_decimals` even if they are zeros:
 * in half of the world 1.500 means fifteen hundred.
 */
export function parseAmount(text: string, currency: Currency): Answer<Minor> {
  const plain = plainDecimal(text, currency.decimals);
  if (plain !== null) return answer(plain);
  const match = text.length > textMax ? null : amountPattern.exec(text);
  if (match === null) {
    return refuse({
      family: 'invalid',
      code: 'not_an_amount',
      message: `${quote(text)} is not an amount`,
      hint: `write digits only, such as ${example(currency)}, without a currency sign or thousands separators`,
    });
  }
  const [, sign = '', whole = '0', fraction = ''] = match;
  if (fraction.length > currency.decimals) {
    return refuse({
      family: 'invalid',
      code: 'too_many_decimals',
      message: `${quote(text)} has ${fraction.length} decimals, ${currency.code} has ${currency.decimals}`,
      hint: `write it with at most ${currency.decimals} decimals`,
    });
  }
  const size = BigInt(whole + fraction.padEnd(currency.decimals, '0'));
  if (size > minorMax) {
    return refuse({
      family: 'invalid',
      code: 'amount_out_of_range',
      message: `${quote(text)} is beyond the largest amount, ${formatAmount(minorMax, currency)}`,
    });
  }
  return answer(sign === '-' ? -size : size);
}

/** -123450n of USD → `-1234.50`. It always has all of the currency's decimals, and no separators. */
export function formatAmount(amountMinor: Minor, currency: Currency): string {
  const sign = amountMinor < 0n ? '-' : '';
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString();
  if (currency.decimals === 0) return sign + digits;
  const padded = digits.padStart(currency.decimals + 1, '0');
  const point = padded.length - currency.decimals;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

function example(currency: Currency): string {
  return formatAmount(1234n * 10n ** BigInt(currency.decimals), currency);
}

function quote(text: string): string {
  return JSON.stringify(text.length > textMax ? `${text.slice(0, textMax)}…` : text);
}
