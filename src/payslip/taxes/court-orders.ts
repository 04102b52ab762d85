/**
 * The interface between the calculation and a country's law of court orders and levies.
 *
 * The core gives the pack all orders of an employee at once, because the law limits them together and
 * says which comes first. The pack answers with one line for each pay code. The order in which the
 * items were entered has no effect on the answer.
 *
 * Elsewhere: where the core asks (take-orders.ts); what a country answers (its folder).
 */
import type { z } from 'zod';
import type { Minor } from '#money/minor.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { Held, Warning } from '#payslip/payslip.ts';
import type { OrderFacts, PayItem } from '#payslip/payslip-input.ts';
import type { EpochDay } from '#time/plain-date.ts';
import type { DueDay } from './tax-returns.ts';

/** One order as a calculation reads it. */
export interface AskedOrder {
  readonly item: PayItem;
  readonly facts: OrderFacts;
  /** The pay code of the item. */
  readonly payCode: string;
  /** The legal limit in the pay code's own definition. A company may have made it stricter. */
  readonly codeLimit: {
    readonly percentMicro: bigint;
    readonly protectedPerWeekMinor: Minor;
  } | null;
}

/** The pay from which orders are taken: after taxes and deductions before tax, before all others. */
export interface PayBeforeOrders {
  readonly grossMinor: Minor;
  readonly taxesMinor: Minor;
  readonly reimbursementsMinor: Minor;
  readonly netMinor: Minor;
  readonly payOn: Temporal.PlainDate;
  /** The run pays no base pay: a regular run of the period takes amounts for the period. */
  readonly isOffCycle: boolean;
  readonly periodsPerYear: bigint;
  /** As the company writes it. */
  readonly workState: string | null;
  /** Of the rules by which the run calculates: rules-editions.ts. */
  readonly rulesEdition: number;
  /** The amount so far under a pay code. Zero if the payslip has no such line. */
  amountOf(payCode: string): Minor;
  /** An amount for a sentence. */
  text(amountMinor: Minor): string;
}

interface OrderLine {
  readonly payCode: string;
  readonly amountMinor: Minor;
  readonly told: Explanation;
}

export interface OrdersTaken {
  /** At most one for each pay code. A line of zero says that nothing could be taken. */
  readonly lines: readonly OrderLine[];
  readonly warnings: readonly Warning[];
  /** What each order gets, without those that get nothing. They add up to the lines. */
  readonly each: readonly TakenByOrder[];
}

export interface TakenByOrder {
  readonly payCode: string;
  readonly facts: OrderFacts;
  readonly amountMinor: Minor;
}

/** An order as somebody entered it. */
export interface EnteredOrder {
  readonly payCode: string;
  readonly amountMinor: Minor | null;
  readonly percentMicro: bigint | null;
  /** What is still owed. Null: until it is released. */
  readonly balanceMinor: Minor | null;
  readonly facts: OrderFacts;
}

/** Reads the values of an order. Each problem is reported under its key. */
export interface OrderValues {
  /** Zero or more. */
  amount(text: string | undefined, key: string): Minor | null;
  /** A percentage in millionths. */
  percent(text: string | undefined, key: string): bigint | null;
  report(key: string, issue: { readonly code: string; readonly message: string }): void;
}

/** The cells of an item that is an order. The file's reader reports each invalid cell. */
export interface OrderCells {
  isEmpty(column: string): boolean;
  text(column: string, limit: { readonly lengthMax: number }): string | null;
  date(column: string): Temporal.PlainDate | null;
  amount(column: string): Minor | null;
  percent(column: string): bigint | null;
  /** An empty cell means no. */
  flag(column: string): boolean;
  wholeNumber(column: string, range: { from: number; to: number; code?: string }): number | null;
  choice<Word extends string>(
    column: string,
    ask: { words: readonly Word[]; code: string },
  ): Word | null;
  report(issue: { column: string | null; code: string; message: string }): void;
}

/** What an item says without the columns of orders. */
export interface OrderItem {
  readonly payCode: string;
  readonly reference: string;
  readonly amountMinor: Minor | null;
  readonly percentMicro: bigint | null;
  readonly balanceMinor: Minor | null;
}

export interface CourtOrders {
  /** Pay codes whose items are calculated only with the facts of an order. */
  readonly needFacts: ReadonlySet<string>;
  /** The pay codes of orders. */
  readonly payCodes: ReadonlySet<string>;
  /** The columns of an items file that only orders have. */
  readonly columns: readonly string[];
  /** Reads the facts from a row. Null: the row is an item without facts. */
  fromCells(cells: OrderCells, item: OrderItem): OrderFacts | null;
  /** The facts for people and programs, by the names of the columns. Amounts are members that end in `Minor`. */
  shown(facts: OrderFacts): Readonly<Record<string, unknown>>;
  /** The shape of one order in JSON. */
  readonly shape: z.ZodType;
  /** Reads JSON that the shape has accepted. */
  fromJson(json: unknown, values: OrderValues): EnteredOrder;
  /** By when what was taken on a pay date is sent. Null: the law gives no date. */
  remitBy(payCode: string, payDay: EpochDay): DueDay | null;
  take(asked: readonly AskedOrder[], pay: PayBeforeOrders): OrdersTaken | Held;
}
