/**
 * What a country's pack says of itself: the rules that it calculates, where each is written, and the examples that an
 * authority published.
 *
 * An example is a case of the calculator. `coverage` calculates every example again when somebody asks, and the tests
 * do so too, so the number of reproduced examples is never written by hand.
 *
 * Elsewhere: the lists (the folder of each country); who calculates them (operations/coverage.ts).
 */

export interface CoveredRule {
  /** Names it for examples and programs: `supplemental_wages`. */
  readonly id: string;
  /** In words, for people. */
  readonly what: string;
  /** The publication or paragraph. */
  readonly source: string;
  /** Whether its numbers are those of a tax table, so that an example shows only its own year. */
  readonly isYearly: boolean;
  /** The first day on which it is known to hold. Absent: that of the oldest tax table. */
  readonly fromOn?: Temporal.PlainDate;
}

/** An example whose amounts an authority published, exactly. */
export interface PublishedExample {
  /** The rule that it shows. */
  readonly rule: string;
  readonly what: string;
  readonly source: string;
  /** A case for the calculator. */
  readonly json: Readonly<Record<string, unknown>> & { readonly pay_date: string };
  /** Pay code → the published amount. */
  readonly lines: Readonly<Record<string, string>>;
  /** The published gross pay. Absent: none was published. */
  readonly gross?: string;
}
