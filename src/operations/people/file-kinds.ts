/** The kinds of files that are imported, and the columns of each. */
import { balancesCsv } from '#files/balances-file.ts';
import type { CsvShape } from '#files/csv.ts';
import { hoursCsv } from '#files/hours-file.ts';
import { inputsCsv } from '#files/inputs-file.ts';
import { itemsCsv } from '#files/items-file.ts';
import { payCodeCsv } from '#files/pay-code-csv.ts';
import { type RosterCountry, rosterCsv } from '#files/roster-file.ts';
import { termsCsv } from '#files/terms-file.ts';

export const fileKinds = ['roster', 'hours', 'inputs', 'terms', 'items', 'balances'] as const;
export type FileKind = (typeof fileKinds)[number];

const shapes = {
  hours: hoursCsv,
  inputs: inputsCsv,
  terms: termsCsv,
  items: itemsCsv,
  balances: balancesCsv,
} as const;

/** The kinds of files with rows that have commands of their own. Only `fileKinds` can have a saved column map. */
export const importedKinds = [...fileKinds, 'pay_codes'] as const;
type ImportedKind = (typeof importedKinds)[number];

export function importedShape(kind: ImportedKind, country: RosterCountry): CsvShape {
  return kind === 'pay_codes' ? payCodeCsv : shapeOf(kind, country);
}

export function shapeOf(kind: FileKind, country: RosterCountry): CsvShape {
  return kind === 'roster' ? rosterCsv(country) : shapes[kind];
}
