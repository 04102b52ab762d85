/** Amounts as they are shown: `1,234.50` to people, `1234.50` in a cell that is a file's. */

import type { Minor } from '#money/minor.ts';
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';

/** As a file carries it; null where there is no amount yet. */
export function plainAmount(amountMinor: Minor | null, currency: string): string | null {
  return amountMinor === null ? null : formatAmount(amountMinor, currencyOf(currency));
}

/** For people; a dash where there is no amount yet. */
export function amountInWords(amountMinor: Minor | null, currency: string): string {
  if (amountMinor === null) return '-';
  const [whole = '', decimals] = formatAmount(amountMinor, currencyOf(currency)).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

export function countInWords(count: number | null): string {
  return count === null ? '-' : count.toLocaleString('en-US');
}
