/**
 * The interface between the calculation and a country: what a tax pack guarantees to the core.
 *
 * A country is a folder next to this file. It has dated tables, a list of what it covers, and
 * worked examples. The core adds up wages by tax subject and passes them to the pack. The pack
 * writes its lines into the worksheet.
 *
 * How to add a country: docs/guides/adding-a-country.md.
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import type { SafeIntegers } from '#money/safe-integers.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { Held } from '#payslip/payslip.ts';
import type { PayslipFacts, TaxForm } from '#payslip/payslip-input.ts';
import type { CanonicalValue } from '#text/canonical-json.ts';
import type { AllowanceRule } from './allowance-rule.ts';
import type { CourtOrders } from './court-orders.ts';
import type { CoveredRule, PublishedExample } from './coverage.ts';
import type { MinimumWageRule } from './minimum-wage-rule.ts';
import type { PersonLimits } from './person-limits.ts';
import type { TaxFormReader } from './tax-form.ts';
import type { TaxReturns } from './tax-returns.ts';
import type { GivenTables, YearTables } from './year-tables.ts';

/**
 * The wages of each tax subject, by the subject's index in `TaxPack.subjects`. The core reuses the
 * arrays for the next employee: read them, and keep no reference.
 */
export interface TaxableWages {
  /** Regular earnings that the subject taxes. Can be below zero. */
  readonly regular: readonly Minor[];
  /** Supplemental earnings (bonus, commission) that the subject taxes. */
  readonly supplemental: readonly Minor[];
  /**
   * Deductions before this tax. They never exceed regular and supplemental wages: the core holds
   * that case.
   */
  readonly pretax: readonly Minor[];
}

/** Receives the lines of a pack. */
export interface TaxSheet {
  /**
   * Call it once for each line and employee. A written line appears on the payslip, even if it is
   * zero.
   */
  write(slot: number, amountMinor: Minor): void;
  /** By slot: the lines so far. Zero where there is none. */
  readonly amounts: readonly Minor[];
  /** The wages that are paid in money, less the deductions so far. Taxes can be taken from nothing else. */
  readonly cashMinor: Minor;
  warn(code: string, message: string): void;
}

/** The payslip after its taxes. */
export interface TaxedSheet extends TaxSheet {
  readonly netMinor: Minor;
  readonly reimbursementsMinor: Minor;
  /** The taxed information of one tax: wages that are not paid in money, without those of some slots. */
  notInMoney(
    subject: number,
    ask: { readonly except: readonly number[] },
  ): { readonly regularMinor: Minor; readonly supplementalMinor: Minor };
}

/** `TaxableWages` in whole numbers. */
export interface IntegerTaxableWages {
  readonly regular: Float64Array;
  readonly supplemental: Float64Array;
  readonly pretax: Float64Array;
}

/** `TaxSheet` in whole numbers. */
export interface IntegerTaxSheet {
  /** Checks every number that can leave the bound. */
  readonly integers: SafeIntegers;
  /** By slot: the lines so far. Zero where there is none. */
  readonly amounts: Float64Array;
  write(slot: number, amount: number): void;
}

/**
 * The taxes of most payslips in whole numbers, for speed. `withhold` of the tax year is what counts:
 * a property test compares both.
 */
export interface IntegerTaxes<Facts extends PayslipFacts> {
  /** Pay codes that it does not cover: whoever has an item for one is calculated with `bigint`. */
  readonly uncovered: readonly string[];
  /**
   * Writes every line of the pack. Returns false for a hold, for a warning and for everything that
   * it does not cover: then `withhold` of the tax year decides. The same is done if `sheet.integers`
   * is beyond its bound afterwards.
   */
  withhold(facts: Facts, wages: IntegerTaxableWages, sheet: IntegerTaxSheet): boolean;
}

export interface TaxTable {
  /** Names the country, the authority and the year. */
  readonly id: string;
  readonly fromOn: Temporal.PlainDate;
  /** Last day, included. */
  readonly untilOn: Temporal.PlainDate;
  /** The publication that contains the numbers. */
  readonly source: string;
  /** The numbers as JSON. A run certificate has their hash. */
  readonly figures: CanonicalValue;
  /** Absent: this version brings it. Otherwise somebody has given it, and a stored one has a version. */
  readonly given?: { readonly version: number | null };
}

/** Daily overtime, which a state's law requires in addition to the weekly one. */
export interface DailyOvertimeRule {
  readonly hoursMicro: bigint;
  /** The hours of a day above which double time is due. Null: the state has none. */
  readonly doubleAboveMicro: bigint | null;
  /**
   * Whether a seventh day of work in a workweek is overtime from its first hour on, and double time above the daily
   * hours.
   */
  readonly hasSeventhDay: boolean;
  /** Only hours below this rate earn it. Null: all do. */
  readonly belowRateMicro: bigint | null;
  /** The first day of work on which it is known to hold. Null: no beginning is known. */
  readonly fromOn: Temporal.PlainDate | null;
  readonly source: string;
}

/** How the law makes one hourly rate of all pay of a workweek. Overtime is paid on it. */
interface RegularRateRule {
  /** Built-in pay codes of other pay that is always in the rate. */
  readonly included: readonly string[];
  /** Built-in pay codes that are never in it. Any other pay needs `in_regular_rate` in its pay code. */
  readonly excluded: readonly string[];
  /** Paragraphs, for explanations. */
  readonly sources: {
    /** One rate, and no other pay. */
    readonly oneRate: string;
    readonly severalRates: string;
    /** The rate of somebody with a salary. */
    readonly salary: string;
    readonly otherPay: string;
    /** Overtime on the rate of the job, by agreement. */
    readonly agreed: string;
    /** Pay that is for other weeks than those it is paid with. */
    readonly otherWeeks: string;
  };
}

/** Weekly overtime, which a country's law requires above a number of hours worked. */
export interface WeeklyOvertimeRule {
  readonly hoursMicro: bigint;
  /** The lowest multiple of the hourly rate that overtime must pay. */
  readonly multiplier: Rate;
  /** Pay codes for straight hours, for overtime hours, and for the premium on hours already paid. */
  readonly codes: {
    readonly straight: string;
    readonly overtime: string;
    readonly premium: string;
    /** For hours that must be paid twice. */
    readonly double?: string;
  };
  /** For a warning of runs by the first rules: other pay that the law includes in the overtime rate. */
  readonly alsoInRate: readonly string[];
  /**
   * State → hours a day above which its own law requires overtime, in millionths. For a warning where `daily` does
   * not have the state.
   */
  readonly dailyHoursMicro: ReadonlyMap<string, bigint>;
  /** State → its daily overtime, which is calculated. */
  readonly daily: ReadonlyMap<string, DailyOvertimeRule>;
  /** Null: overtime is paid at the rate of the hour. */
  readonly regularRate: RegularRateRule | null;
  readonly source: string;
}

/** A deduction for which the country's rosters have columns. */
export interface RosterDeduction {
  readonly payCode: string;
  /** Names of columns. */
  readonly percent: string;
  readonly amount: string;
}

/** A tax that the payslips of the origin have, in a column of their own. */
export interface BroughtTax {
  readonly column: 'federal' | 'socialSecurity' | 'medicare';
  /** Its name in a balances file. */
  readonly tax: string;
  /** Null: it is taken from the whole gross pay. Otherwise this rate is, up to a cap. */
  readonly cappedRate: { readonly numerator: bigint; readonly denominator: bigint } | null;
}

/** A tax as other payrolls list it. */
interface TaxElsewhere {
  /** Its column in a file of net pays. */
  readonly column: string;
  readonly title: string;
  /** Other names that exports give it. */
  readonly also: readonly string[];
  /** The pay codes that are the same tax. Empty: this version does not calculate it. */
  readonly codes: readonly string[];
}

/** What the comparison with another payroll needs to know of a country. */
export interface OtherPayrolls {
  readonly taxes: readonly TaxElsewhere[];
  /** What the employee may have declared there instead, with a short text for each. */
  otherForms(form: TaxForm): readonly { readonly what: string; readonly form: TaxForm }[];
}

/** The pay codes whose year-to-date holds a tax and the wages that it was taken from. */
export interface TaxBalance {
  readonly withheld: string;
  /** Null: another tax has the same wages, and holds them. */
  readonly wages: string | null;
  /** Whether yearly limits depend on these wages. If so, opening balances must include them. */
  readonly isNeeded: boolean;
}

/** A company's own choices. A pack ignores the ones that do not concern it. */
interface PackSettings {
  readonly supplementalMethod?: 'flat' | 'aggregate';
  /** The company's rate of the pack's `employerTax`, if it differs from the usual rate. */
  readonly employerTaxPercent?: string;
  /**
   * After the last table, its numbers go on. Only a rehearsal has it: its results are marked, and nobody is paid
   * by them.
   */
  readonly carriesTables?: boolean;
  /**
   * The edition of the rules with which a run was opened. A run keeps its edition, so that its payslips can always be
   * calculated again. Default: the newest.
   */
  readonly rulesEdition?: number;
  /** Figures of years that somebody has given as files. They come before the built-in ones of the same year. Default: those that the pack has. */
  readonly given?: readonly GivenTables[];
}

/**
 * A flat rate on supplemental wages that a country allows only where tax was withheld from regular pay. The members
 * are pay codes, except the last.
 */
interface RegularTaxRule {
  readonly tax: string;
  readonly supplementalWages: string;
  /** The part of the tax that supplemental wages caused. Payslips of the first edition do not have it. */
  readonly onSupplemental: string;
  /** Then this rate of the supplemental wages stands for that part. */
  readonly estimatedRate: Rate;
}

/** An employer tax for which each company may have its own rate. */
export interface EmployerTax {
  /** The usual name of the tax. */
  readonly name: string;
  /** The highest possible rate. */
  readonly percentMax: string;
  /** The rate for a company that sets none, in words. */
  readonly usual: string;
}

export interface TaxPack<Facts extends PayslipFacts> {
  readonly id: string;
  readonly title: string;
  /** Two small letters: `us`. */
  readonly country: string;
  /** The only currency in which the pack calculates. */
  readonly currency: string;
  /** The choices with which the pack was made, as a short text. Equal text means equal results. */
  readonly settings: string;
  /** The names of the taxes from which a pay code can be exempt. */
  readonly subjects: readonly string[];
  /** Pay codes of reported tips, and of taxes that are carried because of them: net pay varies with both. */
  readonly codesOfTips?: readonly string[];
  /** The lines that the pack writes. A company's pay codes must contain each of them. */
  readonly payCodes: readonly PayCodeDefinition[];
  /** All pay codes that the country adds: those lines, and codes that are common in the country. */
  readonly brings: readonly PayCodeDefinition[];
  readonly form: TaxFormReader;
  readonly rosterDeductions: readonly RosterDeduction[];
  /** Court orders and levies with their facts. Absent: the pack knows none. */
  readonly orders?: CourtOrders;
  /** The names of its states, by the code that a roster uses. Null: the pack knows none. */
  readonly regions: ReadonlyMap<string, string> | null;
  /** Indexed by the name of the tax in a balances file. */
  readonly balances: ReadonlyMap<string, TaxBalance>;
  /** Which of these taxes the payslips of the origin (GLOSSARY.md) have. Default: none. */
  readonly bringsTaxes?: readonly BroughtTax[];
  /**
   * The pay codes of the last regular wages and of the tax withheld from them. The pack needs them
   * if it taxes supplemental wages paid alone together with the last regular pay. Null: it does
   * not.
   */
  readonly lastRegularPay: { readonly wages: string; readonly withheld: string } | null;
  /** Null: the company's method for supplemental wages has no condition. */
  readonly regularTax: RegularTaxRule | null;
  /** Null: all companies of the country have the same rate. */
  readonly employerTax: EmployerTax | null;
  /** In words: what depends on all pay of the year, including pay from another payroll. */
  readonly yearlyLimits: readonly string[];
  /** For people: what becomes of the taxes of pay that is reversed after its quarter, or after its year. */
  readonly reversedPay: { readonly earlierQuarter: string; readonly earlierYear: string };
  /**
   * In words: taxes of states, provinces or towns, which this version does not calculate. Null:
   * none exist.
   */
  readonly regionalTaxes: string | null;
  /** The authority to which the pack's taxes are owed, as people name it. */
  readonly owedTo: string;
  /** Due dates of deposits, and the lines of returns. Null: the pack does not know them. */
  readonly returns: TaxReturns | null;
  /** Null: nothing is known of other payrolls of the country. */
  readonly otherPayrolls: OtherPayrolls | null;
  /** The same pack for a company with these choices. */
  with(settings: PackSettings): TaxPack<Facts>;
  /** Oldest first. They do not overlap. */
  readonly tables: readonly TaxTable[];
  /** Figures of a year as a file. Null: the country takes none. */
  readonly yearTables: YearTables | null;
  /** What is calculated, and by which source. */
  readonly covered: readonly CoveredRule[];
  /** In words: what is not calculated. It is refused or left out. */
  readonly notCovered: readonly string[];
  /** Examples that an authority published. Every one is reproduced to the cent. */
  readonly examples: readonly PublishedExample[];
  /** Null: no law of the country limits what a person gives in a year, or the pack does not know it. */
  readonly limits: PersonLimits | null;
  /** Null: the country has no weekly overtime, or the pack does not calculate it. */
  readonly overtime: WeeklyOvertimeRule | null;
  /** Absent: no law of the country makes a part of an expense allowance wages, or the pack does not know it. */
  readonly allowances?: AllowanceRule;
  /** Built-in pay codes whose day is usually before the period, such as the last day worked. Absent: none. */
  readonly earlierDays?: readonly string[];
  /** Null: the country has none, or the pack does not check it. */
  readonly minimumWage: MinimumWageRule | null;
  /**
   * Opens the pack for one pay date. Refusals: `tax_table_missing` for a pay date without a table
   * (a pack that carries tables has one after its last), and `currency_not_covered` for another currency.
   */
  open(ask: OpenTaxPack): Answer<TaxYear<Facts>>;
}

export interface OpenTaxPack {
  readonly payOn: Temporal.PlainDate;
  readonly currency: Currency;
  /** The slot of one of the pack's own pay codes, and its id in the year-to-date. */
  line(code: string): TaxLine;
  /** The same for a general pay code. Null: the company has none on the pay date. */
  generalLine(code: string): TaxLine | null;
}

export interface TaxLine {
  readonly slot: number;
  readonly id: number;
}

/** A pack opened for one pay date. */
export interface TaxYear<Facts extends PayslipFacts> {
  readonly table: TaxTable;
  /**
   * Writes taxed information that follows from other entries, and explains it by slot, or returns why the employee is
   * held. The core calls it before it adds up the wages. Whole numbers leave such people to it: `integers` returns false.
   */
  beforeTaxes?(facts: Facts, sheet: TaxSheet): ReadonlyMap<number, Explanation> | Held | null;
  /** Writes every line of the pack, or returns why the employee is held. This is on the hot path. */
  withhold(facts: Facts, wages: TaxableWages, sheet: TaxSheet): Held | null;
  /** Null: every payslip is calculated with `bigint`. */
  readonly integers: IntegerTaxes<Facts> | null;
  /**
   * The same lines step by step, by slot. The core calls it after `withhold` with the same
   * arguments, and checks that each root equals its line. It writes nothing.
   */
  explain(
    facts: Facts,
    wages: TaxableWages,
    sheet: Pick<TaxSheet, 'amounts' | 'cashMinor'>,
  ): ReadonlyMap<number, Explanation>;
  /**
   * Writes what depends on all taxes, and explains it by slot. The core calls it before orders and deductions after tax,
   * with the wages of `withhold`. Whole numbers leave people to it whose pay does not cover taxes and deductions.
   */
  afterTaxes?(
    facts: Facts,
    wages: TaxableWages,
    sheet: TaxedSheet,
  ): ReadonlyMap<number, Explanation>;
  /** Writes what depends on the net pay, and explains it by slot. The core calls it after all other lines. */
  afterAll?(facts: Facts, sheet: TaxedSheet): ReadonlyMap<number, Explanation>;
}
