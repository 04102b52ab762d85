/**
 * An explanation of one line: a small tree of steps, in words and in numbers that programs can
 * read.
 *
 * The calculation passes its steps to a recorder. A run has no recorder, so the hot path spends
 * only one comparison for each line.
 */

import type { Minor } from '#money/minor.ts';

export interface ExplanationInput {
  readonly name: string;
  /** Formatted for a person: `3,000.00`, `26`, `6.2 %`, `2026-01-12`. */
  readonly value: string;
}

export interface Explanation {
  readonly title: string;
  /** In minor units. Null if the step is not an amount of money. */
  readonly amountMinor: Minor | null;
  /** The rule in a sentence. */
  readonly rule: string;
  readonly inputs: readonly ExplanationInput[];
  /** The dated table that contains the numbers. Null if the step uses none. */
  readonly table: { readonly id: string; readonly source: string } | null;
  /** `80 × 20.00 = 1600.00` */
  readonly arithmetic: string;
  /** How the exact result was rounded to minor units. Null if nothing was rounded. */
  readonly rounding: string | null;
  readonly children: readonly Explanation[];
}

/** Collects the steps of one payslip, by the slot of the pay code. */
export interface Recorder {
  step(slot: number, explanation: () => Explanation): void;
}
