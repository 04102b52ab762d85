/** The note on taxes that are not calculated, which every run and payslip shows in its country's words. */
import { packFor } from '#payslip/taxes/tax-packs.ts';

/** Null: the country has no taxes of its regions. */
export function regionalTaxesInWords(currency: string): string | null {
  const { regionalTaxes } = packFor(currency);
  if (regionalTaxes === null) return null;
  return `${regionalTaxes} are not calculated.`;
}
