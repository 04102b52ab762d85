/**
 * The list of countries whose taxes this version calculates: the one place that imports a country. Who
 * asks what is covered asks here: the calculator, the adding of a company, `doctor`.
 */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxPack } from './tax-pack.ts';
import { usFederal } from './us/us-federal.ts';

/** One country's rules, for the input that every country reads. */
export type CountryPack = TaxPack<PayslipInput>;

/** Whose taxes they are where nobody says. */
export const standardPack: CountryPack = usFederal;

export const taxPacks: readonly CountryPack[] = [standardPack];

/** The pack that pays in a currency, or null: then nobody can be paid in it. */
export function packOfCurrency(currency: string): CountryPack | null {
  return taxPacks.find((pack) => pack.currency === currency) ?? null;
}

/** The pack of a company. Where no pack pays in its currency, the standard one refuses each pay date by name. */
export function packFor(currency: string): CountryPack {
  return packOfCurrency(currency) ?? standardPack;
}

/** `<title> (USD), pay dates from 2023-01-01 to 2026-12-31` */
export function packInWords({ title, currency, tables }: CountryPack): string {
  return `${title} (${currency}), pay dates from ${tables[0]?.fromOn} to ${tables.at(-1)?.untilOn}`;
}
