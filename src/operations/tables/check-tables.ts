/**
 * Checks a file of a year's figures: form, sense, plausibility and examples. Saves nothing, and needs no database.
 *
 * Refusals: not_tax_tables, country_not_covered, invalid_tax_tables (with every issue).
 */
import { createHash } from 'node:crypto';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { type CheckedTables, checkTableFile } from '#payslip/cases/check-tables.ts';
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { TableFile } from '#payslip/taxes/year-tables.ts';
import { type CanonicalValue, canonicalJson } from '#text/canonical-json.ts';

export interface TablesChecked extends CheckedTables {
  /** Of the canonical form, so that spaces and the order of keys do not count. */
  readonly sha256: string;
}

export function checkTables(
  json: unknown,
  packs: readonly CountryPack[] = taxPacks,
): Answer<TablesChecked> {
  const checked = checkTableFile(json, packs);
  if (!checked.ok) return checked;
  return answer({ ...checked.value, sha256: hashOfTables(checked.value.file) });
}

function hashOfTables(file: TableFile): string {
  const { ...plain } = file;
  // Keys without a value are left out, as in JSON.
  const value = JSON.parse(JSON.stringify(plain)) as CanonicalValue;
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
