/**
 * Everything that depends on the year in United States taxes: the built-in years, and years that somebody has given as
 * files. A given year comes before the built-in one of the same year.
 *
 * Elsewhere: the form of a file (tables/us-table-shape.ts), and what it becomes here (tables/from-us-file.ts).
 */
import type { AllowanceRate } from '#payslip/taxes/allowance-rule.ts';
import type { CourtOrders } from '#payslip/taxes/court-orders.ts';
import type { MinimumWageRule } from '#payslip/taxes/minimum-wage-rule.ts';
import type { TaxTable } from '#payslip/taxes/tax-pack.ts';
import type { TaxReturns } from '#payslip/taxes/tax-returns.ts';
import type { GivenTables } from '#payslip/taxes/year-tables.ts';
import type { CanonicalValue } from '#text/canonical-json.ts';
import { type FederalYear, federalFigures } from './federal-year.ts';
import { federalYears } from './federal-years.ts';
import { type LevyYears, levyYears } from './orders/levy-exempt.ts';
import { usOrders } from './orders/us-orders.ts';
import { type CreditReductions, creditReductions } from './returns/credit-reductions.ts';
import { usReturns, usReturnsWith } from './returns/us-returns.ts';
import {
  creditReductionsFrom,
  federalYearFrom,
  givenTableId,
  levyYearFrom,
  limitsYearFrom,
  mileageYearFrom,
  planYearFrom,
  wagesWith,
} from './tables/from-us-file.ts';
import type { UsTableFile } from './tables/us-table-shape.ts';
import { usMileageYears } from './us-allowances.ts';
import { type UsLimitsYear, usLimitYears } from './us-limits.ts';
import { usMinimumWage } from './us-minimum-wage.ts';
import { type UsPlanYear, usPlanYears } from './us-plan-limits.ts';

export interface KnownYear {
  readonly data: FederalYear;
  readonly table: TaxTable;
}

export interface UsYears {
  /** Oldest first. */
  readonly federal: readonly KnownYear[];
  readonly limits: ReadonlyMap<number, UsLimitsYear>;
  readonly plans: ReadonlyMap<number, UsPlanYear>;
  readonly mileage: ReadonlyMap<number, AllowanceRate>;
  readonly creditReductions: CreditReductions;
  readonly levies: LevyYears;
  readonly minimumWage: MinimumWageRule;
  readonly orders: CourtOrders;
  readonly returns: TaxReturns;
}

const builtIn: UsYears = {
  federal: federalYears.map((data) => ({ data, table: tableOf(data) })),
  limits: usLimitYears,
  plans: usPlanYears,
  mileage: usMileageYears,
  creditReductions,
  levies: levyYears,
  minimumWage: usMinimumWage,
  orders: usOrders(levyYears),
  returns: usReturns,
};

/** Kept as long as the list: every run asks for it. */
const known = new WeakMap<readonly GivenTables[], UsYears>();

export function usYearsWith(given: readonly GivenTables[] = []): UsYears {
  if (given.length === 0) return builtIn;
  const found = known.get(given) ?? yearsWith(given);
  known.set(given, found);
  return found;
}

function yearsWith(given: readonly GivenTables[]): UsYears {
  const files = given.map(({ file }) => file as UsTableFile);
  const years = new Set(files.map(({ year }) => year));
  const federal = [
    ...builtIn.federal.filter(({ data }) => !years.has(data.year)),
    ...given.map(givenYear),
  ].sort((one, other) => one.data.year - other.data.year);
  const limits = yearsOf(builtIn.limits, files, limitsYearFrom);
  const plans = yearsOf(builtIn.plans, files, planYearFrom);
  const mileage = yearsOf(builtIn.mileage, files, mileageYearFrom);
  const levies = yearsOf(builtIn.levies, files, levyYearFrom);
  const reductions = yearsOf(builtIn.creditReductions, files, creditReductionsFrom);
  return {
    ...{ federal, limits, plans, mileage, levies, creditReductions: reductions },
    minimumWage: files.reduce(wagesWith, builtIn.minimumWage),
    orders: usOrders(levies),
    returns: usReturnsWith({
      reductions,
      figuresOf(year) {
        const one = federal.find(({ data }) => data.year === year);
        return one === undefined ? null : federalFigures(one.data);
      },
    }),
  };
}

/** A group that a file leaves out is not known in its year. */
function yearsOf<Of>(
  known: ReadonlyMap<number, Of>,
  files: readonly UsTableFile[],
  entriesOf: (file: UsTableFile) => readonly (readonly [number, Of])[],
): ReadonlyMap<number, Of> {
  const years = new Set(files.map(({ year }) => year));
  return new Map([
    ...[...known].filter(([year]) => !years.has(year)),
    ...files.flatMap((file) => entriesOf(file)),
  ]);
}

function givenYear({ file, version }: GivenTables): KnownYear {
  const noFigures = ['examples', '$schema'];
  const figures = Object.fromEntries(
    Object.entries(file).filter(([key, value]) => value !== undefined && !noFigures.includes(key)),
  ) as Readonly<Record<string, CanonicalValue>>;
  const data = federalYearFrom(file as UsTableFile);
  const table: TaxTable = {
    ...tableOf(data),
    id: givenTableId({ year: data.year, version }),
    source: (file as UsTableFile).income_tax.source,
    figures,
    given: { version },
  };
  return { data, table };
}

function tableOf(figures: FederalYear): TaxTable {
  const { year } = figures;
  return {
    figures: { ...figures },
    id: `us-federal-${year}`,
    fromOn: Temporal.PlainDate.from({ year, month: 1, day: 1 }, { overflow: 'reject' }),
    untilOn: Temporal.PlainDate.from({ year, month: 12, day: 31 }, { overflow: 'reject' }),
    source: `IRS Publication 15-T (${year}), percentage method tables for automated payroll systems; IRS Publication 15 (${year})`,
  };
}
