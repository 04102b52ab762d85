/**
 * Numbers as programs and spreadsheets write them: `$58,500.00`, `(1,200.00)`, `58500.00 USD`.
 *
 * A number is read only if it has one meaning. `58.500,00` and `58,500` have two, so somebody has to say which
 * sign separates the decimals.
 */

import type { Currency } from '#money/minor.ts';
import type { DecimalSign } from './file-form.ts';

const signs: Readonly<Record<string, string>> = {
  ...{ USD: '$', CAD: '$', AUD: '$', NZD: '$', SGD: '$', HKD: '$', MXN: '$' },
  ...{ EUR: '€', GBP: '£', JPY: '¥', CNY: '¥', INR: '₹', KRW: '₩', NGN: '₦', PHP: '₱' },
};

const grouped = {
  point: { digits: /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d+(?:\.\d+)?$/, mark: ',', decimal: '.' },
  comma: { digits: /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$|^\d+(?:,\d+)?$/, mark: '.', decimal: ',' },
} as const;

/** One group of three digits and no decimals: `58,500` is another number where the comma is the decimal sign. */
const oneGroup = /^\d{1,3},\d{3}$/;
/** Digits with both marks, or with one of them in a place that another sign would explain. */
const eitherWay = /^-?\d[\d.,]*[.,]\d+$/;

interface HowWritten {
  /** Null: a currency sign is not expected. */
  readonly currency: Currency | null;
  readonly decimal: DecimalSign | undefined;
}

/** `$58,500.00` → `58500.00`. Null: it is not a number, or has more than one meaning. */
export function writtenNumber(text: string, how: HowWritten): string | null {
  const { rest, isNegative, hasDollar } = withoutSigns(text, how.currency);
  if (rest === null) return null;
  if (how.decimal === undefined && oneGroup.test(rest) && !hasDollar) return null;
  const { digits, mark, decimal } = grouped[how.decimal ?? 'point'];
  if (!digits.test(rest)) return null;
  const plain = rest.replaceAll(mark, '').replace(decimal, '.');
  return isNegative ? `-${plain}` : plain;
}

/** Whether the number could be read if somebody said which sign separates the decimals. */
export function needsDecimalSign(text: string, how: HowWritten): boolean {
  if (how.decimal !== undefined) return false;
  const { rest } = withoutSigns(text, how.currency);
  return rest !== null && eitherWay.test(rest);
}

/** A minus may stand before or after the currency sign. Parentheses are the minus of accountants. */
function withoutSigns(
  text: string,
  currency: Currency | null,
): { rest: string | null; isNegative: boolean; hasDollar: boolean } {
  const inside = /^\(([^()-]+)\)$/.exec(text)?.[1];
  const [sign, code] = [currency === null ? undefined : signs[currency.code], currency?.code];
  let rest = (inside ?? text).trim();
  let minuses = inside === undefined ? 0 : 1;
  let found: string | null = null;
  for (const mark of ['-', sign, code, '-']) {
    if (mark === undefined || !rest.startsWith(mark)) continue;
    rest = rest.slice(mark.length).trimStart();
    if (mark === '-') minuses += 1;
    else if (found === null) found = mark;
    else return { rest: null, isNegative: false, hasDollar: false };
  }
  if (found === null && code !== undefined && rest.endsWith(code)) {
    rest = rest.slice(0, -code.length).trimEnd();
  }
  const isNumber = minuses <= 1 && /^\d/.test(rest);
  return { rest: isNumber ? rest : null, isNegative: minuses === 1, hasDollar: found === '$' };
}
