/** What a file of a year's figures becomes: the forms in which the built-in years are written. */
import { assert } from '#errors.ts';
import { type Minor, parseAmount, USD } from '#money/minor.ts';
import type { AllowanceRate } from '#payslip/taxes/allowance-rule.ts';
import type { MinimumWage, MinimumWageRule } from '#payslip/taxes/minimum-wage-rule.ts';
import type { FederalYear } from '#payslip/taxes/us/federal-year.ts';
import type { LevyYear } from '#payslip/taxes/us/orders/levy-exempt.ts';
import type { UsLimitsYear } from '#payslip/taxes/us/us-limits.ts';
import { nationalWageOf, stateWageOf } from '#payslip/taxes/us/us-minimum-wage.ts';
import type { UsPlanYear } from '#payslip/taxes/us/us-plan-limits.ts';
import type { UsTableFile, UsTableRow, UsWageRow } from './us-table-shape.ts';

export function givenTableId(of: {
  readonly year: number;
  readonly version: number | null;
}): string {
  return `us-federal-${of.year}-${of.version === null ? 'file' : `loaded-${of.version}`}`;
}

export function federalYearFrom(file: UsTableFile): FederalYear {
  const { income_tax: tax, medicare, futa, supplemental_wages: bonus } = file;
  const { from_2020: from2020, before_2020: before2020 } = file.nonresident_addition;
  const { percent, wage_base: wageBase } = file.social_security;
  return {
    year: file.year,
    standard: schedulesFrom(tax.standard),
    step2: schedulesFrom(tax.step_2),
    line1g: tax.line_1g,
    allowance: tax.allowance,
    nonresidentAddition: { from2020, before2020 },
    socialSecurity: { percent, wageBase },
    medicare: {
      percent: medicare.percent,
      additionalPercent: medicare.additional_percent,
      additionalAbove: medicare.additional_above,
    },
    futa: { percent: futa.percent, creditPercent: futa.credit_percent, wageBase: futa.wage_base },
    supplemental: {
      flatPercent: bonus.flat_percent,
      highPercent: bonus.high_percent,
      highAbove: bonus.high_above,
    },
  };
}

function schedulesFrom({
  single,
  mfj,
  hoh,
}: UsTableFile['income_tax']['standard']): FederalYear['standard'] {
  return { single: single.map(rowFrom), mfj: mfj.map(rowFrom), hoh: hoh.map(rowFrom) };
}

function rowFrom({ at_least: atLeast, tax, percent }: UsTableRow) {
  return [atLeast, tax, percent] as const;
}

/** An entry of a map, or none. */
export function limitsYearFrom({
  year,
  yearly_limits: limits,
}: UsTableFile): readonly (readonly [number, UsLimitsYear])[] {
  if (limits === undefined) return [];
  return [
    [
      year,
      {
        ...{ deferrals: limits.elective_deferrals, catchUp: limits.catch_up, hsa: limits.hsa },
        ...{ catchUpFrom60: limits.catch_up_from_60, rothOnlyAbove: limits.roth_only_above },
        ...{ healthFsa: limits.health_fsa, dependentCare: limits.dependent_care },
      },
    ],
  ];
}

/** An entry of a map, or none. */
export function planYearFrom({
  year,
  plan_limits: limits,
}: UsTableFile): readonly (readonly [number, UsPlanYear])[] {
  if (limits === undefined) return [];
  const { from_60: from60 } = limits;
  return [
    [
      year,
      {
        ...{ deferrals457b: limits.deferrals_457b, catchUp457b: limits.catch_up_457b },
        ...{ simple: limits.simple, simpleCatchUp: limits.simple_catch_up },
        from60:
          from60 === null ? null : { deferrals457b: from60.deferrals_457b, simple: from60.simple },
        additions: limits.annual_additions,
      },
    ],
  ];
}

/** An entry of a map, or none. */
export function mileageYearFrom({
  year,
  mileage,
}: UsTableFile): readonly (readonly [number, AllowanceRate])[] {
  if (mileage === undefined) return [];
  const { source, rate_per_mile: rate } = mileage;
  const [dollars = '0', rest = ''] = rate.split('.');
  return [[year, { rateMicro: BigInt(dollars + rest.padEnd(6, '0')), source }]];
}

/** An entry of a map, or none. */
export function creditReductionsFrom({
  year,
  credit_reductions: reductions,
}: UsTableFile): readonly (readonly [number, ReadonlyMap<string, string>])[] {
  return reductions === undefined ? [] : [[year, new Map(Object.entries(reductions.states))]];
}

/** An entry of a map, or none. */
export function levyYearFrom({
  year,
  levy_exempt: levy,
}: UsTableFile): readonly (readonly [number, LevyYear])[] {
  if (levy === undefined) return [];
  const { source, single, joint, head_of_household: head, dependent } = levy;
  return [
    [
      year,
      {
        ...{ source, single: minorOf(single), joint: minorOf(joint) },
        headOfHousehold: minorOf(head),
        dependent: dependent === null ? null : minorOf(dependent),
      },
    ],
  ];
}

/** From the first day of its year on, the file says what each of its states asks. */
export function wagesWith(rule: MinimumWageRule, file: UsTableFile): MinimumWageRule {
  if (file.minimum_wages === undefined) return rule;
  const first = Temporal.PlainDate.from({ year: file.year, month: 1, day: 1 });
  const { national: ofAll, states: byState } = file.minimum_wages;
  const states = new Map(rule.states);
  for (const [state, rows] of Object.entries(byState)) {
    const own = rows.map((row) => wageFrom(state, row));
    states.set(state, replacedFrom(first, { known: states.get(state) ?? [], own }));
  }
  const national =
    ofAll === undefined
      ? rule.national
      : replacedFrom(first, { known: rule.national, own: ofAll.map(nationalWageOf) });
  const highestMicro = [...states.values(), national]
    .flat()
    .flatMap((one) => [one.hourlyMicro, one.highestMicro ?? 0n])
    .reduce((most, one) => (one > most ? one : most), rule.highestMicro);
  return { ...rule, national, states, highestMicro, knownBeforeOn: first.add({ years: 1 }) };
}

/** What was known before the day, and from the day on its own. */
function replacedFrom(
  first: Temporal.PlainDate,
  of: { readonly known: readonly MinimumWage[]; readonly own: readonly MinimumWage[] },
): readonly MinimumWage[] {
  const before = of.known.filter((one) => isBefore(one.fromOn, first));
  const own = of.own
    .filter(({ beforeOn }) => beforeOn === null || isBefore(first, beforeOn))
    .map((one) => (isBefore(one.fromOn, first) ? { ...one, fromOn: first } : one));
  return [...before.map((one) => endedBy(one, first)), ...own];
}

function endedBy(wage: MinimumWage, day: Temporal.PlainDate): MinimumWage {
  const { beforeOn } = wage;
  return beforeOn !== null && !isBefore(day, beforeOn) ? wage : { ...wage, beforeOn: day };
}

function wageFrom(
  state: string,
  { from, before, hourly, highest, tipped }: UsWageRow,
): MinimumWage {
  return stateWageOf([state, from, before, hourly, highest, tipped]);
}

function isBefore(one: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(one, other) < 0;
}

function minorOf(dollars: string): Minor {
  const parsed = parseAmount(dollars, USD);
  assert(parsed.ok, `the shape of the file has accepted ${dollars}`);
  return parsed.value;
}
