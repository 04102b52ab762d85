/**
 * The list of countries whose taxes this version calculates. Only this file imports a country. The
 * calculator, `add-company.ts` and `doctor` look up covered countries here.
 */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxPack } from './tax-pack.ts';
import { uncoveredCountry } from './uncovered-country.ts';
import { usFederal } from './us/us-federal.ts';

/** One country's pack, for the input that every country reads. */
export type CountryPack = TaxPack<PayslipInput>;

/** The pack that is used if no country is given. */
export const standardPack: CountryPack = usFederal;

export const taxPacks: readonly CountryPack[] = [standardPack];

/** The pack for a currency. Null: no pack covers it, so nobody can be paid in it. */
export function packOfCurrency(currency: string): CountryPack | null {
  return taxPacks.find((pack) => pack.currency === currency) ?? null;
}

/** The pack for a company. That of an unknown currency knows nothing, and refuses every pay date. */
export function packFor(currency: string): CountryPack {
  return packOfCurrency(currency) ?? uncoveredCountry(currency);
}

/** `<title> (USD), pay dates from 2023-01-01 to 2026-12-31` */
export function packInWords({ title, currency, tables }: CountryPack): string {
  return `${title} (${currency}), pay dates from ${tables[0]?.fromOn} to ${tables.at(-1)?.untilOn}`;
}
