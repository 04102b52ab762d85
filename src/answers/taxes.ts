/** What every run and payslip says of taxes that are not in it, in the words of its country. */
import { packFor } from '#payslip/taxes/tax-packs.ts';

/** Null: the country has no taxes of its regions. */
export function regionalTaxesInWords(currency: string): string | null {
  const { regionalTaxes } = packFor(currency);
  if (regionalTaxes === null) return null;
  return `${regionalTaxes} are not calculated.`;
}
