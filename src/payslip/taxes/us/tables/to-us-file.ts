/** The figures of a known year as a file, so that next year's is made by editing a copy. */
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import type { AllowanceRate } from '#payslip/taxes/allowance-rule.ts';
import type { FederalYear } from '#payslip/taxes/us/federal-year.ts';
import type { LevyYear } from '#payslip/taxes/us/orders/levy-exempt.ts';
import type { UsLimitsYear } from '#payslip/taxes/us/us-limits.ts';
import { nationalWageRows, type StateWageRow } from '#payslip/taxes/us/us-minimum-wage.ts';
import type { UsPlanYear } from '#payslip/taxes/us/us-plan-limits.ts';
import { tableFileFormat } from '#payslip/taxes/year-tables.ts';
import type { UsTableFile } from './us-table-shape.ts';

interface OfYear {
  readonly data: FederalYear;
  readonly limits: UsLimitsYear | undefined;
  readonly plans: UsPlanYear | undefined;
  readonly mileage: AllowanceRate | undefined;
  readonly reductions: ReadonlyMap<string, string> | undefined;
  readonly levy: LevyYear | undefined;
  readonly wages: readonly StateWageRow[];
}

export function usFileOf(of: OfYear): UsTableFile {
  const { data, limits, plans, mileage, reductions, levy, wages } = of;
  const { year, nonresidentAddition, socialSecurity, medicare, futa, supplemental } = data;
  const publication15 = `IRS Publication 15 (${year})`;
  const publication15T = `IRS Publication 15-T (${year})`;
  const inYear = wages.filter(([, from, before]) => isIn(year, { from, before }));
  return {
    ...{ format: tableFileFormat, country: 'us', year },
    income_tax: {
      source: `${publication15T}, percentage method tables for automated payroll systems, and Worksheet 1A`,
      standard: schedulesOf(data.standard),
      step_2: schedulesOf(data.step2),
      line_1g: { single: data.line1g.single, mfj: data.line1g.mfj, hoh: data.line1g.hoh },
      allowance: data.allowance,
    },
    nonresident_addition: {
      source: `${publication15T}, withholding adjustment for nonresident alien employees (one secondary source)`,
      from_2020: nonresidentAddition.from2020,
      before_2020: nonresidentAddition.before2020,
    },
    social_security: {
      source: `Social Security Administration, contribution and benefit base of ${year}`,
      percent: socialSecurity.percent,
      wage_base: socialSecurity.wageBase,
    },
    medicare: {
      source: publication15,
      percent: medicare.percent,
      additional_percent: medicare.additionalPercent,
      additional_above: medicare.additionalAbove,
    },
    futa: {
      source: `${publication15}; 26 U.S.C. 3301`,
      percent: futa.percent,
      credit_percent: futa.creditPercent,
      wage_base: futa.wageBase,
    },
    supplemental_wages: {
      source: `${publication15}, section 7`,
      flat_percent: supplemental.flatPercent,
      high_percent: supplemental.highPercent,
      high_above: supplemental.highAbove,
    },
    ...(reductions === undefined ? {} : { credit_reductions: reductionsOf(year, reductions) }),
    ...(limits === undefined ? {} : { yearly_limits: limitsOf(year, limits) }),
    ...(plans === undefined ? {} : { plan_limits: plansOf(year, plans) }),
    ...(mileage === undefined ? {} : { mileage: mileageOf(mileage) }),
    ...(levy === undefined ? {} : { levy_exempt: levyOf(levy) }),
    // A file that leaves out a state is no beginning for next year's.
    ...(statesIn(inYear) < statesIn(wages) ? {} : { minimum_wages: wagesOf(year, inYear) }),
  };
}

function schedulesOf(of: FederalYear['standard']): UsTableFile['income_tax']['standard'] {
  const rows = (column: FederalYear['standard']['mfj']) =>
    column.map(([at_least, tax, percent]) => ({ at_least, tax, percent }));
  return { single: rows(of.single), mfj: rows(of.mfj), hoh: rows(of.hoh) };
}

function limitsOf(year: number, of: UsLimitsYear): NonNullable<UsTableFile['yearly_limits']> {
  return {
    source:
      year === 2026
        ? 'IRS Notice 2025-67 (2026); 26 USC 129(a)(2)'
        : `Lists of plan sponsors and payroll providers that agree (${year})`,
    elective_deferrals: of.deferrals,
    catch_up: of.catchUp,
    catch_up_from_60: of.catchUpFrom60,
    roth_only_above: of.rothOnlyAbove,
    hsa: of.hsa,
    health_fsa: of.healthFsa,
    dependent_care: { usual: of.dependentCare.usual, separate: of.dependentCare.separate },
  };
}

function plansOf(year: number, of: UsPlanYear): NonNullable<UsTableFile['plan_limits']> {
  const { from60 } = of;
  return {
    source: `Lists of plan administrators that agree (${year})`,
    ...{ deferrals_457b: of.deferrals457b, catch_up_457b: of.catchUp457b },
    ...{ simple: of.simple, simple_catch_up: of.simpleCatchUp },
    from_60:
      from60 === null ? null : { deferrals_457b: from60.deferrals457b, simple: from60.simple },
    annual_additions: of.additions,
  };
}

function mileageOf({ rateMicro, source }: AllowanceRate): NonNullable<UsTableFile['mileage']> {
  const [whole, rest] = [rateMicro / 1_000_000n, String(rateMicro % 1_000_000n).padStart(6, '0')];
  return { source, rate_per_mile: `${whole}.${rest}`.replace(/\.?0+$/, '') };
}

function reductionsOf(
  year: number,
  of: ReadonlyMap<string, string>,
): NonNullable<UsTableFile['credit_reductions']> {
  return {
    source: `Final list of the Department of Labor of ${year}, as publishers quote it`,
    states: Object.fromEntries(of),
  };
}

function levyOf(of: LevyYear): NonNullable<UsTableFile['levy_exempt']> {
  const { source, single, joint, headOfHousehold, dependent } = of;
  return {
    ...{ source, single: dollars(single), joint: dollars(joint) },
    head_of_household: dollars(headOfHousehold),
    dependent: dependent === null ? null : dollars(dependent),
  };
}

function wagesOf(
  year: number,
  rows: readonly StateWageRow[],
): NonNullable<UsTableFile['minimum_wages']> {
  return {
    source: `Lists of payroll providers and publishers, two or more of which agree (${year})`,
    national: nationalWageRows
      .filter((row) => isIn(year, row))
      .map(({ from, before, hourly, tipped }) => ({ from, before, hourly, tipped })),
    states: Object.fromEntries(
      [...Map.groupBy(rows, ([state]) => state)].map(([state, own]) => [
        state,
        own.map(([, from, before, hourly, highest, tipped]) => ({
          ...{ from, before, hourly, highest, tipped },
        })),
      ]),
    ),
  };
}

function statesIn(rows: readonly StateWageRow[]): number {
  return new Set(rows.map(([state]) => state)).size;
}

/** Dates as text are in the order of the calendar. */
function isIn(year: number, { from, before }: { from: string; before: string | null }): boolean {
  return from <= `${year}-12-31` && (before === null || before > `${year}-01-01`);
}

function dollars(amount: Minor): string {
  return formatAmount(amount, USD);
}
