/**
 * Parses the cells of one row to typed values. An invalid cell is added to the file's issues.
 *
 * An empty cell is null, not zero, and a `required…` method refuses it. Blanks around a value are
 * ignored. An invalid cell gives a placeholder, and the row must then be discarded. Call `isRead`
 * before you check such values further.
 *
 * Text that a spreadsheet would run as a formula is refused, so no export can contain it. Text that
 * a terminal would obey is also refused, and so are invisible characters (#text/key-text.ts).
 */

import type { Answer, Refusal } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import { parseAmount } from '#money/minor.ts';
import { plainDecimal } from '#money/plain-decimal.ts';
import { parseRate } from '#money/rate.ts';
import { didYouMean } from '#text/closest-word.ts';
import { keyProblem, keyText, nameProblem, type TextProblem } from '#text/key-text.ts';
import { parsePlainDate } from '#time/plain-date.ts';
import type { CsvRow } from './csv.ts';
import type { FileForm } from './file-form.ts';
import type { FileIssues } from './file-issues.ts';
import { type KeyProblem, spreadsheetNotation } from './spreadsheet-key.ts';
import { needsDateOrder, writtenDate } from './written-dates.ts';
import { needsDecimalSign, writtenNumber } from './written-numbers.ts';

const micro = 1_000_000n;
/** A larger value cannot be hours, an hourly rate or a percentage. */
const microMax = 1_000_000n * micro;
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;
const flagWords: Readonly<Record<string, boolean>> = {
  '1': true,
  yes: true,
  y: true,
  true: true,
  '0': false,
  no: false,
  n: false,
  false: false,
};

/** What the rows of one file share. */
export interface RowContext {
  readonly issues: FileIssues;
  readonly currency: Currency;
  readonly form: FileForm;
  /** Days that were read before, by their text: many people are hired on one day. */
  readonly days: Map<string, Temporal.PlainDate>;
}

/** Distinct days that are remembered: 137 years of them. */
const daysKept = 50_000;

export class RowReader {
  readonly rowNumber: number;
  readonly #row: CsvRow;
  readonly #issues: FileIssues;
  readonly #currency: Currency;
  readonly #form: FileForm;
  readonly #days: Map<string, Temporal.PlainDate>;
  #unread: Set<string> | null = null;

  constructor(row: CsvRow, context: RowContext) {
    this.rowNumber = row.rowNumber;
    this.#row = row;
    this.#issues = context.issues;
    this.#currency = context.currency;
    this.#form = context.form;
    this.#days = context.days;
  }

  /** Whether all of these cells were valid. If not, at least one value is a placeholder. */
  isRead(...columns: readonly string[]): boolean {
    const unread = this.#unread;
    return unread === null || !columns.some((column) => unread.has(column));
  }

  isEmpty(column: string): boolean {
    return this.#trimmed(column) === '';
  }

  report(issue: { column: string | null; code: string; message: string }): void {
    this.#issues.add({ row: this.rowNumber, ...issue });
  }

  /** A name or other free text. */
  text(column: string, limit: { lengthMax: number }): string | null {
    return this.#words(column, { ...limit, problemIn: nameProblem });
  }

  /**
   * A key, such as an employee number. `known` accepts an existing key that an earlier version
   * allowed.
   */
  key(
    column: string,
    ask: { lengthMax: number; known?: ((key: string) => boolean) | undefined },
  ): string | null {
    const { lengthMax, known = () => false } = ask;
    const problemIn = (key: string) => (known(key) ? null : keyProblem(key));
    const oddIn = (key: string) => (known(key) ? null : spreadsheetNotation(key));
    return this.#words(column, { lengthMax, problemIn, oddIn });
  }

  requiredKey(column: string, ask: Parameters<RowReader['key']>[1]): string {
    return this.key(column, ask) ?? this.#missing(column, '');
  }

  #words(
    column: string,
    limit: {
      lengthMax: number;
      problemIn: (text: string) => TextProblem | null;
      oddIn?: (text: string) => KeyProblem | null;
    },
  ): string | null {
    const raw = this.#row.cell(column);
    const value = keyText(raw);
    if (value === '') return null;
    const odd = limit.oddIn?.(value) ?? null;
    if (odd !== null) return this.#unreadable(column, odd);
    if (formulaStart.test(raw) || formulaStart.test(value)) {
      return this.#wrong(column, {
        code: 'formula_cell',
        message: 'The cell begins like a spreadsheet formula (= + - @ or a tab).',
      });
    }
    const problem = limit.problemIn(value);
    if (problem !== null) return this.#wrong(column, problem);
    if (value.length > limit.lengthMax) {
      const message = `The cell has ${value.length} characters; the limit is ${limit.lengthMax}.`;
      return this.#wrong(column, { code: 'too_long', message });
    }
    return value;
  }

  requiredText(column: string, limit: { lengthMax: number }): string {
    return this.text(column, limit) ?? this.#missing(column, '');
  }

  /** One of the words, in any capitalization. `code` is the error code for an unknown word. */
  choice<Word extends string>(
    column: string,
    ask: { words: readonly Word[]; code: string },
  ): Word | null {
    const value = this.#trimmed(column);
    if (value === '') return null;
    const found =
      ask.words.find((word) => word === value) ??
      ask.words.find((word) => word.toLowerCase() === value.toLowerCase());
    if (found !== undefined) return found;
    const guess = didYouMean(value, ask.words);
    const message = `${quoted(value)} is not one of ${ask.words.join(', ')}.${guess}`;
    return this.#wrong(column, { code: ask.code, message });
  }

  requiredChoice<Word extends string>(
    column: string,
    ask: { words: readonly [Word, ...Word[]]; code: string },
  ): Word {
    const before = this.#issues.count;
    const value = this.choice(column, ask);
    if (value !== null) return value;
    return this.#issues.count > before ? ask.words[0] : this.#missing(column, ask.words[0]);
  }

  date(column: string): Temporal.PlainDate | null {
    const value = this.#trimmed(column);
    if (value === '') return null;
    const known = this.#days.get(value);
    if (known !== undefined) return known;
    const parsed = this.#parseDate(value);
    if (!parsed.ok) return this.#refused(column, parsed.refusal);
    if (parsed.value.year >= 1900 && parsed.value.year < 2200) {
      if (this.#days.size < daysKept) this.#days.set(value, parsed.value);
      return parsed.value;
    }
    const message = `${value} is not a plausible employment date.`;
    return this.#wrong(column, { code: 'date_out_of_range', message });
  }

  requiredDate(column: string): Temporal.PlainDate {
    const before = this.#issues.count;
    const value = this.date(column);
    if (value !== null) return value;
    const nobodys = new Temporal.PlainDate(1970, 1, 1);
    return this.#issues.count > before ? nobodys : this.#missing(column, nobodys);
  }

  /** Zero or more, in minor units of the currency. */
  amount(column: string): Minor | null {
    const amount = this.signedAmount(column);
    if (amount === null || amount >= 0n) return amount;
    return this.#negative(column, this.#trimmed(column));
  }

  /** In minor units of the currency. It may be below zero, to correct an earlier period. */
  signedAmount(column: string): Minor | null {
    const value = this.#trimmed(column);
    if (value === '') return null;
    const currency = this.#currency;
    const text = this.#plainNumber(value, currency);
    if (text === null) return this.#notAnAmount(column, value);
    const parsed = parseAmount(text, currency);
    return parsed.ok ? parsed.value : this.#refused(column, parsed.refusal);
  }

  /** Zero or more, in millionths of a currency unit. */
  rate(column: string): bigint | null {
    return this.#micro(column, this.#currency);
  }

  /** Zero or more, in millionths: hours or pieces. */
  micro(column: string): bigint | null {
    return this.#micro(column, null);
  }

  #micro(column: string, currency: Currency | null): bigint | null {
    const value = this.#trimmed(column);
    if (value === '') return null;
    const text = this.#plainNumber(value, currency);
    const plain = text === null ? null : plainDecimal(text, 6);
    if (plain !== null && plain <= microMax) return plain;
    const parsed = text === null ? null : parseRate(text);
    if (parsed === null || !parsed.ok) {
      const message = `${quoted(value)} is not a number such as 7.5.`;
      return this.#wrong(column, { code: 'not_a_number', message });
    }
    const { numerator, denominator } = parsed.value;
    if (numerator < 0n) return this.#negative(column, value);
    if ((numerator * micro) % denominator !== 0n) {
      const message = `${quoted(value)} has more than six decimals.`;
      return this.#wrong(column, { code: 'too_many_decimals', message });
    }
    const scaled = (numerator * micro) / denominator;
    if (scaled <= microMax) return scaled;
    return this.#wrong(column, { code: 'out_of_range', message: `${quoted(value)} is too large.` });
  }

  /**
   * The number with a point and without signs. The text itself where nothing says how numbers are written, so
   * that its own reading names what is wrong. Null: with the given sign of decimals, it is not a number.
   */
  #plainNumber(value: string, currency: Currency | null): string | null {
    const { decimal } = this.#form;
    if (decimal === undefined && plainDecimal(value, 15) !== null) return value;
    const how = { currency, decimal };
    const text = writtenNumber(value, how);
    if (text !== null) return text;
    if (needsDecimalSign(value, how)) this.#issues.askAgainWith.add('decimal');
    return decimal === 'comma' ? null : value;
  }

  #notAnAmount(column: string, value: string): null {
    const message = `${quoted(value)} is not an amount with a comma before its decimals.`;
    return this.#wrong(column, { code: 'not_an_amount', message });
  }

  #parseDate(value: string): Answer<Temporal.PlainDate> {
    const { dates } = this.#form;
    if (dates === undefined && needsDateOrder(value)) this.#issues.askAgainWith.add('dates');
    const written = dates === undefined ? null : writtenDate(value, dates);
    return written ?? parsePlainDate(value);
  }

  /** 0 to 100, in millionths of a percent: 3 is 3_000_000n. */
  percent(column: string): bigint | null {
    if (this.#trimmed(column).endsWith('%')) {
      const message = 'Write the percentage without its sign: 3 is 3 %.';
      return this.#wrong(column, { code: 'not_a_number', message });
    }
    const value = this.micro(column);
    if (value === null || value <= 100n * micro) return value;
    const message = `${this.#trimmed(column)} % is more than 100 %.`;
    return this.#wrong(column, { code: 'out_of_range', message });
  }

  /** An empty cell means no. */
  flag(column: string): boolean {
    const value = this.#trimmed(column).toLowerCase();
    if (value === '') return false;
    const known = Object.hasOwn(flagWords, value) ? flagWords[value] : undefined;
    if (known !== undefined) return known;
    const message = `${quoted(value)} is not yes or no. Write 1 or 0.`;
    this.#wrong(column, { code: 'not_a_flag', message });
    return false;
  }

  wholeNumber(column: string, range: { from: number; to: number; code?: string }): number | null {
    const value = this.#trimmed(column);
    if (value === '') return null;
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : -1;
    if (number >= range.from && number <= range.to) return number;
    const message = `${quoted(value)} is not a whole number from ${range.from} to ${range.to}.`;
    return this.#wrong(column, { code: range.code ?? 'not_a_whole_number', message });
  }

  requireValue(column: string, message: string): void {
    if (this.isEmpty(column)) this.report({ column, code: 'missing_value', message });
  }

  #trimmed(column: string): string {
    return this.#row.cell(column).trim();
  }

  #missing<T>(column: string, placeholder: T): T {
    // An invalid value is already reported, so it is not reported as missing too.
    if (this.isEmpty(column)) this.requireValue(column, 'The cell is empty.');
    (this.#unread ??= new Set()).add(column);
    return placeholder;
  }

  #wrong(column: string, problem: { code: string; message: string }): null {
    const isFormula = /^[=@＝＠]/.test(this.#trimmed(column));
    const message = 'The cell holds a formula, not its result.';
    return this.#unreadable(column, isFormula ? { code: 'formula_cell', message } : problem);
  }

  #unreadable(column: string, problem: { code: string; message: string }): null {
    (this.#unread ??= new Set()).add(column);
    this.report({ column, ...problem });
    return null;
  }

  #refused(column: string, refusal: Refusal): null {
    const { code, message, hint } = refusal;
    return this.#wrong(column, { code, message: hint ? `${message} (${hint})` : message });
  }

  #negative(column: string, value: string): null {
    const message = `${value} is below zero.`;
    return this.#wrong(column, { code: 'negative', message });
  }
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
