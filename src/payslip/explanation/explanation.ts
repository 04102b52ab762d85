/**
 * Why a line is what it is: a small tree, in words and in numbers that programs can read.
 *
 * The calculation itself tells a recorder of its steps; in a run there is none, and the hot path
 * pays one comparison a line for the possibility.
 */

import type { Minor } from '#money/minor.ts';

export interface ExplanationInput {
  readonly name: string;
  /** As a person reads it: `3,000.00`, `26`, `6.2 %`, `2026-01-12`. */
  readonly value: string;
}

export interface Explanation {
  readonly title: string;
  /** Null where a step is not an amount of money. */
  readonly amountMinor: Minor | null;
  /** The rule in a sentence. */
  readonly rule: string;
  readonly inputs: readonly ExplanationInput[];
  /** The dated table that the numbers are from. */
  readonly table: { readonly id: string; readonly source: string } | null;
  /** `80 × 20.00 = 1600.00` */
  readonly arithmetic: string;
  /** How the exact result became minor units; null where nothing was rounded. */
  readonly rounding: string | null;
  readonly children: readonly Explanation[];
}

/** Collects the steps of one payslip, by position of the pay code. */
export interface Recorder {
  step(slot: number, explanation: () => Explanation): void;
}
