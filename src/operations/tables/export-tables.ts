/**
 * The figures of a year as a file, so that next year's is made by editing a copy.
 *
 * Refusals: country_not_covered, year_not_covered.
 */
import { z } from 'zod';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { type CountryPack, packInWords, standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { TableFile } from '#payslip/taxes/year-tables.ts';

interface ExportTables {
  /** Default: the newest. */
  readonly year?: number;
  /** Two letters. Default: the first country with tables. */
  readonly country?: string;
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
  if (pack === undefined || pack.yearTables === null) return noCountry(wanted);
  const of = year ?? pack.tables.at(-1)?.fromOn.year ?? 0;
  const file = pack.yearTables.fileOf(of);
  if (file === null) return noTablesOf(of, pack);
  return answer({ country: pack.country, year: of, file });
}

/** The published JSON Schema of a file. */
export function tablesSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(standardPack.yearTables?.shape ?? z.never(), { io: 'input' });
}

function noCountry(country: string): Answer<never> {
  const known = taxPacks.filter(({ yearTables }) => yearTables !== null).map((one) => one.country);
  return refused('country_not_covered', {
    pointer: '/country',
    message: `This version has no figures of "${country}".`,
    hint: `choose one of: ${known.join(', ')}`,
  });
}

function noTablesOf(year: number, pack: CountryPack): Answer<never> {
  return refused('year_not_covered', {
    pointer: '/year',
    message: `There is no tax table for ${year}.`,
    hint: `choose a year of these tables: ${packInWords(pack)}`,
  });
}

function refused(code: string, of: Omit<Issue, 'code'> & { hint: string }): Answer<never> {
  const { pointer, message, hint } = of;
  return refuse({ family: 'invalid', code, message, hint, issues: [{ pointer, code, message }] });
}
