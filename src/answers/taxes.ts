/**
 * The note about taxes that are not calculated. Every run and payslip shows it in its country's
 * words.
 */
import { packFor } from '#payslip/taxes/tax-packs.ts';

/** Null: the country has no regional taxes. */
export function regionalTaxesInWords(currency: string): string | null {
  const { regionalTaxes } = packFor(currency);
  if (regionalTaxes === null) return null;
  return `${regionalTaxes} are not calculated.`;
}
