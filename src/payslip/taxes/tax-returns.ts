/**
 * What becomes of taxes after the pay date: when they are deposited, and what the returns of a quarter and of a year
 * say. The part of a tax pack that `liabilities` reads; a payslip needs nothing of it.
 *
 * Pure. Amounts come by the names of the pack's own pay codes.
 */
import type { Minor } from '#money/minor.ts';
import type { PayCodeDefinition, PayCodeKind } from '#payslip/codes/pay-code.ts';
import type { EpochDay } from '#time/plain-date.ts';
import type { Quarter } from '#time/quarter.ts';

/** The sum of a pay code. Zero if it does not occur. */
export type SumOf = (code: string) => Minor;

/** How often an employer deposits. */
export type DepositorStatus = 'monthly' | 'semiweekly';

/**
 * monthly, semiweekly   by the depositor's status
 * next_day              the deposit period has reached the amount that is due at once
 * quarterly             the undeposited tax is above the amount that may wait
 * with_return           the year has ended, and the rest is due with its return
 */
export type DepositRule = 'monthly' | 'semiweekly' | 'next_day' | 'quarterly' | 'with_return';

/**
 * printed   the holidays of the year have been compared with those that the authority prints
 * derived   the holidays follow from the law, and have not been compared
 * missing   the law of the year is not known, so there is no due date
 */
export type HolidaySource = 'printed' | 'derived' | 'missing';

export interface DueDay {
  /** Null: holidays are missing. */
  readonly day: EpochDay | null;
  readonly holidays: HolidaySource;
}

/** The taxes of the pay of one day. */
interface TaxDay {
  readonly on: EpochDay;
  readonly sumOf: SumOf;
}

export interface Deposit {
  readonly form: string;
  readonly quarter: Quarter;
  readonly rule: DepositRule;
  /** The pay dates whose taxes it contains, the earliest first. */
  readonly payDays: readonly EpochDay[];
  /** The last day on which pay can still be added. */
  readonly untilOn: EpochDay;
  readonly liabilityMinor: Minor;
  /** Reversed tax of earlier pay dates of the quarter, which lowers this deposit. Not below zero. */
  readonly creditMinor: Minor;
  /** What is to be deposited: liability less credit, never below zero. */
  readonly amountMinor: Minor;
  readonly due: DueDay;
}

export interface DepositPlan {
  /** By due date; those without one at the end. */
  readonly deposits: readonly Deposit[];
  /** Tax that may wait for a later quarter, at the end of a quarter. */
  readonly carried: readonly (Quarter & { readonly form: string; readonly amountMinor: Minor })[];
  /** Reversed tax that no later pay date of its quarter used up. */
  readonly leftOver: readonly (Quarter & { readonly form: string; readonly amountMinor: Minor })[];
  /** The days on which a deposit period reached the amount that is due at once. */
  readonly nextDays: readonly EpochDay[];
}

/** The time by whose taxes an employer's status of a year is decided. */
interface Lookback {
  /** Both included. */
  readonly fromOn: EpochDay;
  readonly untilOn: EpochDay;
  /** Up to this amount an employer deposits monthly. */
  readonly monthlyMaxMinor: Minor;
}

export interface ReturnLine {
  readonly form: string;
  /** `5a` */
  readonly line: string;
  readonly title: string;
  /** Null: the line has no column for wages. */
  readonly wagesMinor: Minor | null;
  /** Null: the line has wages only. */
  readonly amountMinor: Minor | null;
}

/** Sums that are not pay codes: they need each payslip. */
interface WagesApart {
  /** Tips in the wages up to the wage base. */
  readonly tipsMinor: Minor;
  /** Wages above the threshold of the additional tax. */
  readonly aboveMinor: Minor;
}

/** How `WagesApart` is found in payslips, by names of pay codes. */
interface ApartCodes {
  readonly tips: readonly string[];
  /** The wages up to a base, and the same wages without a base. */
  readonly cappedWages: string;
  readonly wholeWages: string;
  /** The tax on the part of `wholeWages` above a threshold. */
  readonly additionalTax: string;
}

export interface QuarterSums extends WagesApart {
  readonly sumOf: SumOf;
}

export interface QuarterReturn {
  readonly lines: readonly ReturnLine[];
  /** The liability that the return states, and the sum of the payslips. They differ by fractions of cents only. */
  readonly statedMinor: Minor;
  readonly paidMinor: Minor;
  /** The return is due then. */
  readonly due: DueDay;
  /** The quarter's tax is so low that it may be paid with the return. */
  readonly mayWaitForReturn: boolean;
}

/** Wages of the yearly tax in one region, with the tax that payslips have. */
export interface RegionWages {
  readonly region: string;
  readonly wagesMinor: Minor;
  readonly taxMinor: Minor;
  /** Each rounds once. */
  readonly payslips: number;
}

/** What a region adds to the yearly tax, because employers there lose a part of a credit. */
export interface ReducedCredit {
  readonly region: string;
  readonly wagesMinor: Minor;
  readonly percent: string;
  /** Zero where the company's own rate has it already. */
  readonly amountMinor: Minor;
  readonly isOwnRate: boolean;
}

export interface YearSums {
  /** Reversed pay of the year is taken off, whenever it was reversed in the year. */
  readonly sumOf: SumOf;
  /** By quarter, as deposited: pay that was reversed in a later quarter is still in it. */
  readonly quarters: readonly SumOf[];
  /** Payslips with the tax: each rounds once. */
  readonly payslips: number;
  /** Of the regions that `reducedRegions` names. Absent: none has wages. */
  readonly regions?: readonly RegionWages[];
  /** What `sumOf` adds up, as the pay codes were on each pay date. */
  readonly amounts: readonly YearAmount[];
}

interface YearAmount {
  readonly code: PayCodeDefinition;
  /** Null: the yearly statement lists it under no code. */
  readonly statementCode: string | null;
  readonly amountMinor: Minor;
}

export interface YearReturn {
  readonly lines: readonly ReturnLine[];
  readonly reducedCredits: readonly ReducedCredit[];
  /** False: nobody knows yet which regions lose a credit in the year. */
  readonly isReductionKnown: boolean;
  readonly statedMinor: Minor;
  readonly paidMinor: Minor;
  readonly due: DueDay;
}

/** The sums of a person's year. */
interface StatementSums {
  readonly sumOf: SumOf;
  /** Tips in the wages up to the wage base. */
  readonly tipsMinor: Minor;
  /** The sum of the pay codes that are listed under a code. */
  readonly listedOf: SumOf;
}

/** One amount of a person's yearly statement. */
export interface YearBox {
  /** `1`, or `12 D`. */
  readonly box: string;
  readonly title: string;
  readonly amountOf: (sums: StatementSums) => Minor;
}

/** A code under which the yearly statement lists amounts of pay codes. */
export interface StatementCode {
  readonly title: string;
  /** The kinds of pay codes that can have it. */
  readonly kinds: readonly PayCodeKind[];
}

export interface TaxReturns {
  /** The name of a person's yearly statement: `W-2`. */
  readonly statement: string;
  readonly quarterForm: string;
  readonly yearForm: string;
  lookback(year: number): Lookback;
  /** The tax of a day that counts for deposits of the quarterly form. */
  quarterLiability(sumOf: SumOf): Minor;
  /** The tax of the yearly form that waits for a later quarter of the year up to this amount. */
  readonly waiting: { readonly code: string; readonly maxMinor: Minor };
  /** The shortest deposit period that contains a day. */
  depositPeriod(day: EpochDay): { readonly fromOn: EpochDay; readonly untilOn: EpochDay };
  /**
   * Plans the deposits of whole quarters into which nothing waits. Days outside of them are those of a deposit period
   * that goes beyond. The quarters begin a year before the first that is asked for if a depositor is monthly.
   */
  deposits(ask: {
    readonly days: readonly TaxDay[];
    readonly whole: { readonly fromOn: EpochDay; readonly untilOn: EpochDay };
    readonly statusOf: (year: number) => DepositorStatus;
    /** Year → tax that belongs to its last quarter, and to no pay date. */
    readonly ofYearEnd: ReadonlyMap<number, Minor>;
  }): DepositPlan;
  /** The pay codes of the yearly tax and of its wages. */
  readonly yearTax: { readonly wages: string; readonly tax: string };
  /** The regions whose employers lose a part of a credit in a year. Null: it is not known. */
  reducedRegions(year: number): readonly string[] | null;
  /** What they add to the yearly tax. */
  reducedCredits(year: number, regions: readonly RegionWages[]): readonly ReducedCredit[];
  /** Null: there is no table for the year. */
  quarter(of: Quarter, sums: QuarterSums): QuarterReturn | null;
  year(year: number, sums: YearSums): YearReturn | null;
  /** In the order of the statement. */
  readonly statementCodes: ReadonlyMap<string, StatementCode>;
  /** That of the definition, else that of a built-in pay code. Null: none. */
  statementCodeOf(code: Pick<PayCodeDefinition, 'id' | 'code' | 'statementCode'>): string | null;
  /** The boxes of a statement that lists amounts under these codes. */
  boxes(codes: ReadonlySet<string>): readonly YearBox[];
  readonly apart: ApartCodes;
  /** Threshold of the additional tax. Null: there is no table for the year. */
  additionalAbove(year: number): Minor | null;
  /** The form that reports a tax of the pack. Null: not a tax. */
  formOf(code: string): string | null;
  /** Whether a tax is given back when pay of an earlier quarter, or of an earlier year, is reversed. */
  isGivenBack(code: string, of: { readonly isEarlierYear: boolean }): boolean;
}
