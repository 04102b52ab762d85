/**
 * The countries whose taxes this version calculates. Who asks what is covered asks here: the calculator,
 * the adding of a company, `doctor`.
 */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxPack } from './tax-pack.ts';
import { usFederal } from './us/us-federal.ts';

export const taxPacks: readonly TaxPack<PayslipInput>[] = [usFederal];

/** The pack that pays in a currency, or null: then nobody can be paid in it. */
export function packOfCurrency(currency: string): TaxPack<PayslipInput> | null {
  return taxPacks.find((pack) => pack.currency === currency) ?? null;
}

/** `United States federal payroll taxes (USD), pay dates from 2023-01-01 to 2026-12-31` */
export function packInWords({ title, currency, tables }: TaxPack<PayslipInput>): string {
  return `${title} (${currency}), pay dates from ${tables[0]?.fromOn} to ${tables.at(-1)?.untilOn}`;
}
