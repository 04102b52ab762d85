/**
 * The seam between the calculation and a country: what a tax pack promises the core.
 *
 * A country is a folder next to this file with dated tables, a list of what is covered and worked
 * examples. The core adds up wages by tax subject and hands them over; the pack writes its lines
 * into the worksheet. Neither knows more of the other.
 *
 * How to add a country: docs/guides/adding-a-country.md.
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { Held } from '#payslip/payslip.ts';
import type { PayslipFacts } from '#payslip/payslip-input.ts';
import type { TaxFormReader } from './tax-form.ts';

/**
 * What each tax subject applies to, by the subject's position in `TaxPack.subjects`.
 * The arrays are the core's own and reused for the next employee: read them, keep nothing.
 */
export interface TaxableWages {
  /** Regular earnings that the subject does not exempt. Can be below zero. */
  readonly regular: readonly Minor[];
  /** Supplemental earnings (bonus, commission) that the subject does not exempt. */
  readonly supplemental: readonly Minor[];
  /** Deductions that come before the subject. Never above both wages together: the core holds that. */
  readonly pretax: readonly Minor[];
}

/** Where a pack writes its lines. */
export interface TaxSheet {
  /** Once a line and employee. A written line appears on the payslip, even when it is zero. */
  write(slot: number, amountMinor: Minor): void;
  warn(code: string, message: string): void;
}

export interface TaxTable {
  /** Country, authority and year. */
  readonly id: string;
  readonly fromOn: Temporal.PlainDate;
  /** Last day, included. */
  readonly untilOn: Temporal.PlainDate;
  /** The publication that the numbers are from. */
  readonly source: string;
}

/** Overtime by the week, which a country's law asks for above a number of hours worked. */
export interface WeeklyOvertimeRule {
  readonly hoursMicro: bigint;
  /** Of the rate of the hour: at least so much. */
  readonly multiplier: Rate;
  /** Pay codes: of straight hours, of overtime hours, and of what comes on top of hours already paid. */
  readonly codes: {
    readonly straight: string;
    readonly overtime: string;
    readonly premium: string;
  };
  /** Pay in addition to hours that the law counts into the overtime rate. This is not calculated yet. */
  readonly alsoInRate: readonly string[];
  /** Places with a law of their own: hours a day above which they ask for more, not calculated. */
  readonly dailyHoursMicro: ReadonlyMap<string, bigint>;
  readonly source: string;
}

/** A deduction that a roster of the country has columns for. */
export interface RosterDeduction {
  readonly payCode: string;
  /** Names of columns. */
  readonly percent: string;
  readonly amount: string;
}

/** The pay codes under which a tax and the wages it was taken from are accumulated. */
export interface TaxBalance {
  readonly withheld: string;
  /** Null: they are those of another tax. */
  readonly wages: string | null;
  /** Yearly limits look at its wages: opening balances without it are not whole. */
  readonly isNeeded: boolean;
}

/** A company's own choices that a pack may ask for; what it does not know it passes over. */
interface PackSettings {
  readonly supplementalMethod?: 'flat' | 'aggregate';
  /** Of the pack's `employerTax`, where the usual rate is not the company's. */
  readonly employerTaxPercent?: string;
}

/** A tax of employers of which a company may have a rate of its own. */
export interface EmployerTax {
  /** As people call it. */
  readonly name: string;
  /** No rate is above it. */
  readonly percentMax: string;
  /** What holds where a company says nothing, in words. */
  readonly usual: string;
}

export interface TaxPack<Facts extends PayslipFacts> {
  readonly id: string;
  readonly title: string;
  /** In two small letters: `us`. */
  readonly country: string;
  /** The only one it calculates in. */
  readonly currency: string;
  /** The choices that the pack was made with, as a short text: equal text, equal results. */
  readonly settings: string;
  /** What a pay code can be exempt from, by name. */
  readonly subjects: readonly string[];
  /** The lines that the pack writes; a company's pay codes must contain each of them. */
  readonly payCodes: readonly PayCodeDefinition[];
  /** All pay codes that come with the country: those lines, and what is common there. */
  readonly brings: readonly PayCodeDefinition[];
  readonly form: TaxFormReader;
  readonly rosterDeductions: readonly RosterDeduction[];
  /** By the word for the tax in a balances file. */
  readonly balances: ReadonlyMap<string, TaxBalance>;
  /**
   * The pay codes of the regular wages and of the tax on them, where supplemental wages that are paid
   * alone are withheld on together with the last regular pay. Null: this pack, as it was made, does not ask.
   */
  readonly lastRegularPay: { readonly wages: string; readonly withheld: string } | null;
  /** Null: all companies of the country have one rate. */
  readonly employerTax: EmployerTax | null;
  /** What depends on all that was paid in the year, also elsewhere, in words. */
  readonly yearlyLimits: readonly string[];
  /** Taxes of its states, provinces or towns, in words. This version calculates none. Null: there are none. */
  readonly regionalTaxes: string | null;
  /** The same pack for a company with these choices. */
  with(settings: PackSettings): TaxPack<Facts>;
  /** Oldest first, without overlap. */
  readonly tables: readonly TaxTable[];
  /** In words: what is calculated, and what is not (and is refused or left out, never guessed). */
  readonly covered: readonly string[];
  readonly notCovered: readonly string[];
  /** Null: the country has none, or none that is calculated. */
  readonly overtime: WeeklyOvertimeRule | null;
  /** Refuses a pay date without a table (`tax_table_missing`), and a currency that is not the country's. */
  open(ask: OpenTaxPack): Answer<TaxYear<Facts>>;
}

export interface OpenTaxPack {
  readonly payOn: Temporal.PlainDate;
  readonly currency: Currency;
  /** Where one of the pack's own pay codes stands on the worksheet, and its id in year-to-date. */
  line(code: string): TaxLine;
}

export interface TaxLine {
  readonly slot: number;
  readonly id: number;
}

/** A pack opened for one pay date. */
export interface TaxYear<Facts extends PayslipFacts> {
  readonly table: TaxTable;
  /** Writes every line of the pack, or says why this employee is held. The hot path. */
  withhold(facts: Facts, wages: TaxableWages, sheet: TaxSheet): Held | null;
  /**
   * The same lines told step by step, by slot. Called after `withhold` with the same arguments;
   * the core checks that each root equals the line.
   */
  explain(facts: Facts, wages: TaxableWages): ReadonlyMap<number, Explanation>;
}
