/**
 * The form that employees of a country declare themselves to the tax office on, as its pack reads it:
 * from the cells of a roster, and from the JSON of a case.
 *
 * The rest of the house carries the form (`TaxForm`) and never looks into it.
 */
import type { z } from 'zod';
import type { Minor } from '#money/minor.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';

/** The cells of one row of a roster. What is wrong with a cell is reported by the reader of the file. */
export interface FormCells {
  /** Whether none of these cells had to be left out: else a placeholder stands for one. */
  isRead(...columns: readonly string[]): boolean;
  /** An empty cell is no. */
  flag(column: string): boolean;
  /** Zero or more, in minor units of the currency. */
  amount(column: string): Minor | null;
  wholeNumber(column: string, range: { from: number; to: number }): number | null;
  /** One of the words, whatever its capitals. `code` is that of an unknown word. */
  choice<Word extends string>(
    column: string,
    ask: { words: readonly Word[]; code: string },
  ): Word | null;
  requiredChoice<Word extends string>(
    column: string,
    ask: { words: readonly [Word, ...Word[]]; code: string },
  ): Word;
  requireValue(column: string, message: string): void;
  report(issue: { column: string | null; code: string; message: string }): void;
}

/** The amounts of a case: zero or more; what is wrong with one is reported under its pointer. */
export interface FormAmounts {
  amount(text: string | undefined, pointer: string): Minor | null;
}

export interface TaxFormReader {
  /** Columns of a roster, and those of them that each roster has. */
  readonly columns: readonly string[];
  readonly required: readonly string[];
  fromCells(cells: FormCells): TaxForm;
  /** The key of the form in the JSON of a case, and the shape of what stands there. */
  readonly key: string;
  readonly shape: z.ZodType;
  /** From what the shape let pass. */
  fromJson(json: unknown, amounts: FormAmounts): TaxForm;
}
