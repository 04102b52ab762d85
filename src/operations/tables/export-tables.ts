/**
 * The figures of a year as a file, so that next year's is made by editing a copy.
 *
 * Refusals: country_not_covered, year_not_covered.
 */
import { z } from 'zod';
import { type Answer, answer } from '#errors.ts';
import { type CountryPack, standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { TableFile } from '#payslip/taxes/year-tables.ts';
import { countryNotCovered, yearNotCovered } from './not-covered.ts';

interface ExportTables {
  /** Default: the newest. */
  readonly year?: number | undefined;
  /** Two letters. Default: the first country with tables. */
  readonly country?: string | undefined;
}

export interface ExportedTables {
  readonly country: string;
  readonly year: number;
  readonly file: TableFile;
}

export function exportTables(
  { year, country }: ExportTables = {},
  packs: readonly CountryPack[] = taxPacks,
): Answer<ExportedTables> {
  const wanted = country?.toLowerCase() ?? standardPack.country;
  const pack = packs.find((one) => one.country === wanted);
  if (pack === undefined || pack.yearTables === null) {
    const known = taxPacks.filter(({ yearTables }) => yearTables !== null);
    return countryNotCovered(`This version has no figures of "${wanted}".`, known);
  }
  const of = year ?? pack.tables.at(-1)?.fromOn.year ?? 0;
  const file = pack.yearTables.fileOf(of);
  if (file === null) return yearNotCovered(of, pack);
  return answer({ country: pack.country, year: of, file });
}

/** The published JSON Schema of a file. */
export function tablesSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(standardPack.yearTables?.shape ?? z.never(), { io: 'input' });
}
