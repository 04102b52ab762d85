/**
 * How a country's pack reads the tax form of an employee: from the cells of a roster, or from the
 * JSON of a case.
 *
 * Other code passes the form (`TaxForm`) along and never reads its members.
 */
import type { z } from 'zod';
import type { Minor } from '#money/minor.ts';
import type { PeriodFacts, TaxForm } from '#payslip/payslip-input.ts';

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

/**
 * A form among several of an employee, which the member `dated` of a form lists. `order` is a letter of the tax office
 * that overrules the employee's form, until a `release`. `exemption` is no form: it says that the employee's work is
 * exempt from taxes, and from which day on.
 */
export const datedKinds = ['form', 'order', 'release', 'exemption'] as const;

export interface DatedForm {
  readonly kind: (typeof datedKinds)[number];
  /** The day on which the employer received it, in ISO 8601. */
  readonly receivedOn: string;
  /**
   * Of a form: the first pay date on which it counts, if the employer chose one. Of an order: its own date. Of an
   * exemption: its first day, if it is not that of the receipt.
   */
  readonly fromOn: string | null;
  /** Of an exemption: its last day. Null or absent: no end is known. */
  readonly untilOn?: string | null;
  /** False for a form that the law does not let count, such as an altered one. It is kept, and never counts. */
  readonly isValid: boolean;
}

/** What names a dated form of a person: its kind and its day. An exemption is named by its first day. */
export function dayOfForm({
  kind,
  receivedOn,
  fromOn,
}: Pick<DatedForm, 'kind' | 'receivedOn' | 'fromOn'>): string {
  return kind === 'exemption' ? (fromOn ?? receivedOn) : receivedOn;
}

interface FormProblem {
  readonly column: string;
  readonly code: string;
  readonly message: string;
}

export interface TaxFormReader {
  /** The columns of a roster, and those that every roster must have. */
  readonly columns: readonly string[];
  readonly required: readonly string[];
  /** `keepsYear`: the year of the form is kept with every form, and not only where it matters. */
  fromCells(cells: FormCells, how?: { readonly keepsYear?: boolean }): TaxForm;
  /** Other names that exports give a column. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  /** The members of a dated exemption. Absent: the country has none. */
  exemptionFromCells?(cells: FormCells): TaxForm;
  /** What is wrong with a form for a person, where that depends on more than the form. Absent: nothing does. */
  problemOf?(
    form: TaxForm,
    of: { readonly birthOn: Temporal.PlainDate | null; readonly onDay: Temporal.PlainDate },
  ): FormProblem | null;
  /** Whether `problemOf` has to look at the form. */
  dependsOnPerson?(form: TaxForm): boolean;
  /** The key of the form in the JSON of a case, and the shape of its value. */
  readonly key: string;
  readonly shape: z.ZodType;
  /** Makes the form from JSON that the shape has accepted. */
  fromJson(json: unknown, amounts: FormAmounts): TaxForm;
  /**
   * The form that counts for a pay period, of a form and the dated ones in it. The same object for a form that has no
   * dates: it is on the hot path.
   */
  inForce(form: TaxForm, period: PeriodFacts): TaxForm;
}
