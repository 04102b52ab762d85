/** How a pay code's amount comes about, with its numbers parsed and its names resolved. */
import type { Currency, Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';

export interface BaseTerm {
  /** Position on the payslip, or one of the sums of pay-code-stage.ts (GROSS and its like). */
  readonly at: number;
  readonly subtracted: boolean;
}

export type ReadyRule =
  | { readonly by: 'salary' }
  | {
      readonly by: 'hours' | 'pieces';
      /** Minor units for one millionth of a piece at one millionth of a currency unit. */
      readonly factor: Rate;
      readonly rateMicro: bigint | null;
      readonly premium: boolean;
      readonly ofSalary: boolean;
    }
  | { readonly by: 'amount'; readonly amountMinor: Minor | null }
  | {
      readonly by: 'percent';
      readonly of: readonly BaseTerm[];
      readonly percentMicro: bigint | null;
    }
  | {
      readonly by: 'bands';
      readonly of: readonly BaseTerm[];
      readonly bands: readonly { readonly aboveMinor: Minor; readonly percentMicro: bigint }[];
      readonly annualize: boolean;
    }
  | {
      readonly by: 'match';
      readonly matches: number;
      readonly of: readonly BaseTerm[];
      readonly tiers: readonly { readonly upToMicro: bigint; readonly matchMicro: bigint }[];
    }
  | { readonly by: 'tax_pack' };

export interface ReadyAsk {
  readonly slot: number;
  readonly currency: Currency;
  /** Names of the taxes, when a country's are known. */
  readonly subjects: readonly string[] | null;
  /** Position of another pay code, or undefined where no such code exists. */
  slotOf(code: string): number | undefined;
}
