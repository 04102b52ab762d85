/**
 * How a country's pack reads the tax form of an employee: from the cells of a roster, or from the
 * JSON of a case.
 *
 * Other code passes the form (`TaxForm`) along and never reads its members.
 */
import type { z } from 'zod';
import type { Minor } from '#money/minor.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';

/** The cells of one row of a roster. The file's reader reports each invalid cell. */
export interface FormCells {
  /** Whether every one of these cells could be read. If not, a placeholder replaces the value. */
  isRead(...columns: readonly string[]): boolean;
  /** An empty cell means no. */
  flag(column: string): boolean;
  /** Zero or more, in minor units of the currency. Null if the cell is empty or invalid. */
  amount(column: string): Minor | null;
  /** `code` is the error code for another number or text. */
  wholeNumber(column: string, range: { from: number; to: number; code?: string }): number | null;
  /** One of the words, in any capitalization. `code` is the error code for an unknown word. */
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

/** The amounts of a case, zero or more. An invalid amount is reported under its pointer. */
export interface FormAmounts {
  amount(text: string | undefined, pointer: string): Minor | null;
}

export interface TaxFormReader {
  /** The columns of a roster, and those that every roster must have. */
  readonly columns: readonly string[];
  readonly required: readonly string[];
  fromCells(cells: FormCells): TaxForm;
  /** The key of the form in the JSON of a case, and the shape of its value. */
  readonly key: string;
  readonly shape: z.ZodType;
  /** Makes the form from JSON that the shape has accepted. */
  fromJson(json: unknown, amounts: FormAmounts): TaxForm;
}
