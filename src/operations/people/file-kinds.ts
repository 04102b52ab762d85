/** The kinds of files that are imported, and the columns of each. */
import { balancesCsv } from '#files/balances-file.ts';
import type { CsvShape } from '#files/csv.ts';
import { hoursCsv } from '#files/hours-file.ts';
import { inputsCsv } from '#files/inputs-file.ts';
import { itemsCsv } from '#files/items-file.ts';
import { namedColumnsOf, netPaysCsv } from '#files/net-pays-file.ts';
import { payCodeCsv } from '#files/pay-code-csv.ts';
import { rosterCsv } from '#files/roster-file.ts';
import { termsCsv } from '#files/terms-file.ts';
import { builtInBeside } from '#payslip/codes/built-in-pay-codes.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';

export const fileKinds = [
  'roster',
  'hours',
  'inputs',
  'terms',
  'items',
  'balances',
  'net_pays',
] as const;
export type FileKind = (typeof fileKinds)[number];

const shapes = {
  hours: hoursCsv,
  inputs: inputsCsv,
  terms: termsCsv,
  balances: balancesCsv,
} as const;

/** The kinds of files with rows that have commands of their own. Only `fileKinds` can have a saved column map. */
export const importedKinds = [...fileKinds, 'pay_codes'] as const;
type ImportedKind = (typeof importedKinds)[number];

export function importedShape(kind: ImportedKind, country: CountryPack): CsvShape {
  return kind === 'pay_codes' ? payCodeCsv : shapeOf(kind, country);
}

/** `own`: the pay codes of a company, which have columns in a file of net pays. */
export function shapeOf(
  kind: FileKind,
  country: CountryPack,
  own: readonly PayCodeDefinition[] = [],
): CsvShape {
  if (kind === 'roster') return rosterCsv(country);
  if (kind === 'items') return itemsCsv(country.orders);
  if (kind !== 'net_pays') return shapes[kind];
  return netPaysCsv(namedColumnsOf(country, [...builtInBeside(country, own), ...own]));
}
