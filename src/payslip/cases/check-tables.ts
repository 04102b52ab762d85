/**
 * Checks a file of a year's figures, without a database. Everything that is wrong is listed at once.
 *
 *   1. form: every key and value, by the shape of the country
 *   2. sense: the relations that hold by construction, and the examples in the file, to the cent
 *   3. plausibility: what changed since the year before. A large change, and figures and sources that are still those
 *      of the year before, are doubts. A doubt may be right, so a person decides.
 *
 * Refusals: not_tax_tables, country_not_covered, invalid_tax_tables.
 */
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import {
  type GivenTables,
  type MissingFigures,
  type TableFile,
  tableFileFormat,
  type YearTables,
} from '#payslip/taxes/year-tables.ts';
import { counted } from '#text/counted.ts';
import { ownKey, readJson } from '#text/read-json.ts';
import { caseCalculator } from './calculate-file.ts';
import { type ChangedFigure, changedFigures, figuresIn } from './changed-figures.ts';
import { exampleDifferences } from './example-differences.ts';

/** A figure that changed by more than this is a doubt. */
const usualChangePercent = 15;

export interface CheckedTables {
  readonly file: TableFile;
  readonly country: string;
  readonly year: number;
  /** The id of the table with which the figures were compared. */
  readonly comparedWith: string | null;
  readonly changes: readonly ChangedFigure[];
  /** What a person should look at. */
  readonly doubts: readonly Issue[];
  readonly missing: readonly MissingFigures[];
  /** Published examples of the file. All of them were calculated to the cent. */
  readonly examples: number;
  readonly figures: number;
}

/** `packs`: with the tables that are known already. */
export function checkTableFile(
  json: unknown,
  packs: readonly CountryPack[],
): Answer<CheckedTables> {
  if (ownKey(json, 'format') === undefined) return notTables();
  const country = ownKey(json, 'country');
  const named = typeof country === 'string' ? country.toLowerCase() : '';
  const pack = packs.find((one) => one.country === named);
  if (pack === undefined) return noCountry(named, packs);
  if (pack.yearTables === null) return noCountry(named, packs);
  const read = readJson(json, pack.yearTables.shape);
  if (read.value === null) return invalid(read.issues);
  const file = read.value;
  const issues = [...yearFaults(file, pack), ...pack.yearTables.faults(file)];
  if (issues.length > 0) return invalid(issues);
  const differing = exampleFaults(file, pack);
  if (differing.length > 0) return invalid(differing);
  return answer(judged(file, { pack, of: pack.yearTables }));
}

/** Years follow each other. A given year may be given again: the figures were corrected. */
function yearFaults({ year }: TableFile, { tables }: CountryPack): readonly Issue[] {
  const pointer = '/year';
  const own = tables.find(({ fromOn }) => fromOn.year === year);
  if (own !== undefined && own.given === undefined) {
    const message = `The figures of ${year} are built in (${own.id}). Write the year that the figures are for.`;
    return [{ pointer, code: 'year_built_in', message }];
  }
  const last = tables.at(-1)?.fromOn.year ?? year - 1;
  if (own !== undefined || year === last + 1) return [];
  const message = `The tables end with ${last}, so the next year is ${last + 1}, not ${year}.`;
  return [{ pointer, code: 'year_not_next', message }];
}

function exampleFaults(file: TableFile, pack: CountryPack): readonly Issue[] {
  const given: readonly GivenTables[] = [{ file, version: null }];
  const calculate = caseCalculator([pack.with({ given })]);
  return (file.examples ?? []).flatMap(({ case: json, lines, gross }, index) => {
    const pointer = `/examples/${index}`;
    const payOn = String(json['pay_date']);
    if (!payOn.startsWith(`${file.year}-`)) {
      const message = `The example is paid on ${payOn}, which is not in ${file.year}.`;
      return [{ pointer: `${pointer}/case/pay_date`, code: 'example_of_other_year', message }];
    }
    const result = calculate(json);
    const differences = exampleDifferences({ lines, gross }, result);
    if (differences === null) {
      const message = `The example is not calculated: ${JSON.stringify(result['error'] ?? result['detail'])}.`;
      return [{ pointer: `${pointer}/case`, code: 'example_not_calculated', message }];
    }
    return differences.map(({ of, published, calculated }) => ({
      pointer: of === 'gross' ? `${pointer}/gross` : `${pointer}/lines/${of}`,
      code: 'example_differs',
      message: `${of} is published as ${published}, and these figures make it ${calculated ?? 'no line'}.`,
    }));
  });
}

function judged(
  file: TableFile,
  { pack, of }: { readonly pack: CountryPack; readonly of: YearTables },
): CheckedTables {
  const { year } = file;
  const { country } = pack;
  const before = of.fileOf(year - 1);
  const changes = before === null ? [] : changedFigures(before, file);
  const table = pack.tables.find(({ fromOn }) => fromOn.year === year - 1);
  return {
    ...{ file, country, year, changes, comparedWith: table?.id ?? null },
    doubts: [
      ...of.doubts(file),
      ...changes.flatMap(largeChange),
      ...of.yearly.filter((pointer) => before !== null && !hasChange(changes, pointer)).map(same),
      ...(before === null ? [] : oldSources(before, file)),
    ],
    missing: of.missing(file),
    examples: file.examples?.length ?? 0,
    figures: figuresIn(file).size,
  };
}

function largeChange({ pointer, before, after, changePercent }: ChangedFigure): readonly Issue[] {
  const size = changePercent === null ? null : Number(changePercent.replace('-', ''));
  if (size !== null && size <= usualChangePercent) return [];
  const isNew = before === null || after === null;
  if (size === null && !isNew) return [];
  const message = isNew
    ? `${before === null ? `New: ${after}` : `No longer there: ${before}`}.`
    : `${before} became ${after}, a change of ${changePercent} %.`;
  return [{ pointer, code: isNew ? 'figure_not_in_both' : 'large_change', message }];
}

function hasChange(changes: readonly ChangedFigure[], pointer: string): boolean {
  return changes.some((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
}

function same(pointer: string): Issue {
  const message = 'Nothing changed since the year before. These figures usually change every year.';
  return { pointer, code: 'unchanged', message };
}

/** Sources that name the year before, and were not edited. */
function oldSources(before: object, file: TableFile): readonly Issue[] {
  const old = String(file.year - 1);
  return Object.entries(file).flatMap(([key, group]) => {
    const [was, is] = [ownKey(ownKey(before, key), 'source'), ownKey(group, 'source')];
    if (typeof is !== 'string' || was !== is || !is.includes(old)) return [];
    const message = `The source is still that of ${old}: "${is}".`;
    return [{ pointer: `/${key}/source`, code: 'source_unchanged', message }];
  });
}

function notTables(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'not_tax_tables',
    message: `The file is no file of a year's figures: it has no "format": "${tableFileFormat}".`,
    hint: 'make one by editing an exported copy of the newest year',
    actions: [{ action: 'export_tables' }],
  });
}

function noCountry(country: string, packs: readonly CountryPack[]): Answer<never> {
  const known = packs.filter(({ yearTables }) => yearTables !== null).map((pack) => pack.country);
  const message = `This version takes no figures of "${country}".`;
  return refuse({
    ...{ family: 'invalid', code: 'country_not_covered', message },
    hint: `choose one of: ${known.join(', ')}`,
    issues: [{ pointer: '/country', code: 'country_not_covered', message }],
  });
}

function invalid(issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'invalid_tax_tables',
    message: `The figures have ${counted(issues.length, 'problem')}.`,
    hint: 'compare the listed places with the publication, and check the file again',
    issues,
  });
}
