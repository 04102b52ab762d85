/** What a country's pack says of the least pay for an hour. The core checks it (minimum-wage.ts). */

/** The least pay for an hour of work, from a day on. */
export interface MinimumWage {
  readonly fromOn: Temporal.PlainDate;
  /** The first day on which it no longer holds. Null: no end is known. */
  readonly beforeOn: Temporal.PlainDate | null;
  readonly hourlyMicro: bigint;
  /** The highest of the state's regions. Absent: all have the same. */
  readonly highestMicro?: bigint;
  /** The least cash wage of somebody who gets tips. Null: not known. Equal to `hourlyMicro`: tips do not count. */
  readonly tippedMicro: bigint | null;
  readonly source: string;
}

export interface MinimumWageRule {
  /** For every state. Oldest first. */
  readonly national: readonly MinimumWage[];
  /** State → its own, oldest first. A state or a day that is missing is not known. */
  readonly states: ReadonlyMap<string, readonly MinimumWage[]>;
  /** From this day on, a state's last wage is still due, but a higher one may be. */
  readonly knownBeforeOn: Temporal.PlainDate;
  /** No known minimum is higher. A state that is not known is warned of below this rate. */
  readonly highestMicro: bigint;
  /** Pay codes of tips, which count towards the minimum of people with a tipped cash wage. */
  readonly tips: readonly string[];
}
