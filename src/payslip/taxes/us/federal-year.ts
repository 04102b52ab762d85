/**
 * The shape of one year of federal payroll taxes: the dated data, and the same numbers prepared
 * once a run for calculating, in minor units and whole percent.
 */

import { assert } from '#errors.ts';
import { type Minor, parseAmount, USD } from '#money/minor.ts';
import { addRates, percent, type Rate } from '#money/rate.ts';

/** [lowest adjusted annual wages, tax on them, percentage of the excess], in dollars. */
type RateRow = readonly [atLeast: string, tax: string, percent: string];

/**
 * The three columns of the tables. single also covers married filing separately; mfj also covers
 * qss.
 */
export type RateColumn = 'mfj' | 'single' | 'hoh';

export interface FederalYear {
  readonly year: number;
  readonly standard: Readonly<Record<RateColumn, readonly RateRow[]>>;
  readonly step2: Readonly<Record<RateColumn, readonly RateRow[]>>;
  readonly line1g: Readonly<Record<RateColumn, string>>;
  readonly allowance: string;
  readonly nonresidentAddition: { readonly from2020: string; readonly before2020: string };
  readonly socialSecurity: { readonly percent: string; readonly wageBase: string };
  readonly medicare: {
    readonly percent: string;
    readonly additionalPercent: string;
    readonly additionalAbove: string;
  };
  readonly futa: {
    readonly percent: string;
    readonly creditPercent: string;
    readonly wageBase: string;
  };
  readonly supplemental: {
    readonly flatPercent: string;
    readonly highPercent: string;
    readonly highAbove: string;
  };
}

export interface Bracket {
  readonly atLeastMinor: Minor;
  readonly taxMinor: Minor;
  /** Whole percent of the excess: every federal bracket rate is a whole percentage. */
  readonly percent: bigint;
}

type Schedules = Readonly<Record<RateColumn, readonly Bracket[]>>;

/** A year's numbers, prepared for calculating. */
export interface FederalFigures {
  readonly year: number;
  readonly standard: Schedules;
  readonly step2: Schedules;
  readonly line1gMinor: Readonly<Record<RateColumn, Minor>>;
  readonly allowanceMinor: Minor;
  readonly nonresidentMinor: { readonly from2020: Minor; readonly before2020: Minor };
  readonly socialSecurity: { readonly rate: Rate; readonly wageBaseMinor: Minor };
  readonly medicare: {
    readonly rate: Rate;
    readonly additionalRate: Rate;
    readonly additionalAboveMinor: Minor;
  };
  readonly futa: { readonly rate: Rate; readonly wageBaseMinor: Minor };
  readonly supplemental: {
    readonly flatRate: Rate;
    readonly highRate: Rate;
    readonly highAboveMinor: Minor;
  };
}

export function federalFigures(data: FederalYear): FederalFigures {
  const futaRate = percent(data.futa.percent);
  const futaCredit = percent(data.futa.creditPercent);
  return {
    year: data.year,
    standard: schedules(data.standard),
    step2: schedules(data.step2),
    line1gMinor: {
      mfj: dollars(data.line1g.mfj),
      single: dollars(data.line1g.single),
      hoh: dollars(data.line1g.hoh),
    },
    allowanceMinor: dollars(data.allowance),
    nonresidentMinor: {
      from2020: dollars(data.nonresidentAddition.from2020),
      before2020: dollars(data.nonresidentAddition.before2020),
    },
    socialSecurity: {
      rate: percent(data.socialSecurity.percent),
      wageBaseMinor: dollars(data.socialSecurity.wageBase),
    },
    medicare: {
      rate: percent(data.medicare.percent),
      additionalRate: percent(data.medicare.additionalPercent),
      additionalAboveMinor: dollars(data.medicare.additionalAbove),
    },
    futa: {
      rate: addRates([futaRate, { ...futaCredit, numerator: -futaCredit.numerator }]),
      wageBaseMinor: dollars(data.futa.wageBase),
    },
    supplemental: {
      flatRate: percent(data.supplemental.flatPercent),
      highRate: percent(data.supplemental.highPercent),
      highAboveMinor: dollars(data.supplemental.highAbove),
    },
  };
}

function schedules(columns: Readonly<Record<RateColumn, readonly RateRow[]>>): Schedules {
  return {
    mfj: columns.mfj.map(bracket),
    single: columns.single.map(bracket),
    hoh: columns.hoh.map(bracket),
  };
}

function bracket([atLeast, tax, whole]: RateRow): Bracket {
  return { atLeastMinor: dollars(atLeast), taxMinor: dollars(tax), percent: BigInt(whole) };
}

function dollars(text: string): Minor {
  const parsed = parseAmount(text, USD);
  assert(parsed.ok, `not an amount in the tax tables: ${text}`);
  return parsed.value;
}
