/** The rule of a pay code, with its numbers parsed and its names resolved to slots. */
import type { Currency, Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import type { PayCode } from './pay-code.ts';
import type { SharedLimit } from './shared-limits.ts';

export interface BaseTerm {
  /** The slot of a pay code, or one of the sums in pay-code-stage.ts, such as GROSS. */
  readonly at: number;
  readonly subtracted: boolean;
}

export type ReadyRule =
  | { readonly by: 'salary' }
  | {
      readonly by: 'hours' | 'pieces';
      /** Minor units per millionth of a piece times millionth of a currency unit. */
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
  /** Names of the country's taxes. Null if no country is given. */
  readonly subjects: readonly string[] | null;
  /** The slot of another pay code, or undefined if no such code exists. */
  slotOf(code: string): number | undefined;
  /** The yearly limit that the code shares. Absent: limits do not matter, as in the check of a list. */
  sharedOf?(code: PayCode): SharedLimit | null;
}
