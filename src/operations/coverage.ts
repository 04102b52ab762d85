/**
 * What this version calculates: rules with their sources and days, tax tables by year, published examples, and what is
 * not calculated. Needs no database.
 *
 * Every example is calculated again for each answer, so "reproduced" is a result and not a claim. An example that uses
 * a year's tables is evidence for that year only.
 *
 * Refusals: country_not_covered, year_not_covered.
 */
import { type Answer, answer } from '#errors.ts';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { exampleDifferences } from '#payslip/cases/example-differences.ts';
import type { CoveredRule, PublishedExample } from '#payslip/taxes/coverage.ts';
import { type CountryPack, standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { countryNotCovered, yearNotCovered } from './tables/not-covered.ts';

interface CoverageAsk {
  /** Two letters. Default: the first country with tables. */
  readonly country?: string;
  /** Only what holds for pay dates of this year. */
  readonly year?: number;
}

interface ExampleSeen {
  readonly rule: string;
  readonly what: string;
  readonly source: string;
  readonly payOn: string;
  /** Whether every published amount was calculated to the cent just now. */
  readonly isReproduced: boolean;
}

interface RuleSeen {
  readonly id: string;
  readonly what: string;
  readonly source: string;
  /** Pay dates from this day on; for overtime, days of work. */
  readonly fromOn: Temporal.PlainDate;
  /** The last day, included: that of the newest tax table. */
  readonly untilOn: Temporal.PlainDate;
  readonly publishedExamples: number;
  readonly reproducedExamples: number;
}

export interface Coverage {
  readonly country: string;
  readonly title: string;
  readonly currency: string;
  /** Null: all years. */
  readonly year: number | null;
  readonly tables: readonly {
    readonly id: string;
    readonly fromOn: Temporal.PlainDate;
    readonly untilOn: Temporal.PlainDate;
    readonly source: string;
  }[];
  readonly rules: readonly RuleSeen[];
  readonly examples: readonly ExampleSeen[];
  readonly notCalculated: readonly string[];
}

export function coverage(
  { country, year }: CoverageAsk = {},
  packs: readonly CountryPack[] = taxPacks,
): Answer<Coverage> {
  const wanted = country?.toLowerCase() ?? standardPack.country;
  const pack = packs.find((one) => one.country === wanted);
  if (pack === undefined) {
    return countryNotCovered(`This version calculates no taxes of "${country ?? ''}".`, taxPacks);
  }
  const tables = pack.tables.filter((one) => year === undefined || isOfYear(one, year));
  const [first, last] = [tables[0], tables.at(-1)];
  if (first === undefined || last === undefined) return yearNotCovered(year, pack);
  const rules = pack.covered.filter(
    ({ fromOn }) => fromOn === undefined || Temporal.PlainDate.compare(fromOn, last.untilOn) <= 0,
  );
  const examples = examplesOf(pack, { rules, year });
  return answer({
    country: pack.country,
    title: pack.title,
    currency: pack.currency,
    year: year ?? null,
    tables: tables.map(({ id, fromOn, untilOn, source }) => ({ id, fromOn, untilOn, source })),
    rules: rules.map((rule) => {
      const { id, what, source } = rule;
      const own = examples.filter((one) => one.rule === id);
      return {
        ...{ id, what, source, untilOn: last.untilOn },
        fromOn: laterOf(first.fromOn, rule.fromOn),
        publishedExamples: own.length,
        reproducedExamples: own.filter(({ isReproduced }) => isReproduced).length,
      };
    }),
    examples,
    notCalculated: pack.notCovered,
  });
}

function isOfYear(
  { fromOn, untilOn }: { fromOn: Temporal.PlainDate; untilOn: Temporal.PlainDate },
  year: number,
): boolean {
  return fromOn.year <= year && year <= untilOn.year;
}

function laterOf(first: Temporal.PlainDate, other: Temporal.PlainDate | undefined) {
  if (other === undefined) return first;
  return Temporal.PlainDate.compare(first, other) < 0 ? other : first;
}

/** Calculates the examples of these rules that show the year. */
function examplesOf(
  pack: CountryPack,
  { rules, year }: { rules: readonly CoveredRule[]; year: number | undefined },
): readonly ExampleSeen[] {
  const calculate = caseCalculator();
  const ofYear = (example: PublishedExample, { isYearly }: CoveredRule) =>
    !isYearly || year === undefined || example.json.pay_date.startsWith(`${year}-`);
  return rules.flatMap((rule) =>
    pack.examples
      .filter((example) => example.rule === rule.id && ofYear(example, rule))
      .map((example) => ({
        ...{ rule: rule.id, what: example.what, source: example.source },
        payOn: example.json.pay_date,
        isReproduced: exampleDifferences(example, calculate(example.json))?.length === 0,
      })),
  );
}
