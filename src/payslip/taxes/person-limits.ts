/**
 * The seam for yearly limits that a country's law sets for a person: what the core asks of a tax pack.
 *
 * Several pay codes can share one limit. The amount can depend on a choice that an item states, and on the age that the
 * person reaches in the year. What a person reaches by age may be allowed only after tax.
 *
 * Elsewhere: how a limit applies to a payslip (shared-limit.ts).
 */
import type { Minor } from '#money/minor.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';

/** What decides under which limit a pay code counts. */
export type LimitedCode = Pick<PayCodeDefinition, 'code' | 'kind' | 'statementCode' | 'limit'>;

interface AddedByAge {
  /** The age that a person reaches in the year. */
  readonly fromAge: number;
  /** The last age. Null: there is none. */
  readonly untilAge: number | null;
  readonly amountMinor: Minor;
  readonly law: string;
}

/** One limit of one year. */
export interface YearLimit {
  /** The paragraph of the law. */
  readonly law: string;
  /** The first applies if no item states one. The name is empty where there is nothing to choose. */
  readonly choices: readonly { readonly name: string; readonly amountMinor: Minor }[];
  readonly addedByAge: readonly AddedByAge[];
  /** Another limit, whose pay codes count here too, up to its amount without what is added by age. Absent: none. */
  readonly alsoCounts?: string;
  /** Whoever had more wages in the year before takes what is added by age only after tax. Null: nobody does. */
  readonly addedAfterTax: {
    /** The pay code of these wages. */
    readonly wages: string;
    readonly aboveMinor: Minor;
    readonly law: string;
  } | null;
}

export interface PersonLimits {
  /** By the name with which pay codes state a limit: what people call it. */
  readonly titles: ReadonlyMap<string, string>;
  /** The choices of a limit that has several, in any year. */
  choicesOf(name: string): readonly string[];
  /** The name of the limit to which a pay code counts. Null: none. */
  nameOf(code: LimitedCode): string | null;
  /** The limits of a year, by name. Null: they are not known. */
  inYear(year: number): ReadonlyMap<string, YearLimit> | null;
}
