/** Formats amounts: `1,234.50` for people, `1234.50` for a file. */

import type { Minor } from '#money/minor.ts';
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';

/** The amount for a file. Null: there is no amount yet. */
export function plainAmount(amountMinor: Minor | null, currency: string): string | null {
  return amountMinor === null ? null : formatAmount(amountMinor, currencyOf(currency));
}

/** The amount for people. A dash means that there is no amount yet. */
export function amountInWords(amountMinor: Minor | null, currency: string): string {
  if (amountMinor === null) return '-';
  const [whole = '', decimals] = formatAmount(amountMinor, currencyOf(currency)).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

export function countInWords(count: number | null): string {
  return count === null ? '-' : count.toLocaleString('en-US');
}
