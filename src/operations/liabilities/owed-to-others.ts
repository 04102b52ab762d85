/**
 * Deductions and contributions that others get, by pay date and payee. What court orders take goes to the payee of each
 * order, and is listed once more for each person and order: whoever sends the money has to name them.
 *
 * The rest of a pay code is owed to the payee of the pay code: items without the facts of an order, and orders on
 * payslips from before they were kept apart.
 */
import type { CourtOrders } from '#payslip/taxes/court-orders.ts';
import type { DueDay, HolidaySource } from '#payslip/taxes/tax-returns.ts';
import { type NamedOrder, ordersOfRuns } from '#store/reads/court-orders.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import type { CodeAmount } from './liable-runs.ts';

interface OwedOnDay {
  readonly payOn: Temporal.PlainDate;
  readonly code: string;
  readonly title: string;
  /** Null: neither the order nor the pay code names one. */
  readonly payee: string | null;
  readonly amountMinor: bigint;
  /** When the law wants the money to be sent. Null: no date is known. */
  readonly dueOn: Temporal.PlainDate | null;
  /** Null: no date is known. */
  readonly holidays: HolidaySource | null;
}

/** The amount of a pay date, pay code and payee. */
export type OwedToOther = OwedOnDay;

/** What one order got from one person's pay. */
export interface OwedOrder extends OwedOnDay {
  readonly runId: number;
  readonly employee: string;
  readonly name: string;
  /** The number of the case. Null: the order has none. */
  readonly reference: string | null;
}

interface OwedToOthers {
  readonly others: readonly OwedToOther[];
  /** Parts of `others`. */
  readonly orders: readonly OwedOrder[];
}

export async function owedToOthers(
  at: Reading,
  ask: { readonly amounts: readonly CodeAmount[]; readonly law: CourtOrders | undefined },
): Promise<OwedToOthers> {
  const { amounts, law } = ask;
  const isOrdered = ({ code }: CodeAmount) => law?.payCodes.has(code.code) === true;
  const runIds = [...new Set(amounts.filter(isOrdered).map(({ run }) => run.runId))];
  const rows = runIds.length === 0 ? [] : await ordersOfRuns(at, runIds);
  const rowsOf = Map.groupBy(rows, ({ runId, payCodeId }) => `${runId} ${payCodeId}`);
  const others = new Map<string, OwedToOther>();
  const orders: OwedOrder[] = [];
  for (const one of amounts) {
    const own = rowsOf.get(`${one.run.runId} ${one.code.id}`) ?? [];
    const parts = own.map((row) => orderOf(row, { one, law }));
    orders.push(...parts);
    const ordered = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const rest = { ...onDay(one, law), amountMinor: one.amountMinor - ordered };
    for (const part of [...parts, rest]) addTo(others, part);
  }
  return { others: [...others.values()].filter(({ amountMinor }) => amountMinor !== 0n), orders };
}

function addTo(others: Map<string, OwedToOther>, part: OwedOnDay): void {
  const { payOn, code, title, payee, amountMinor, dueOn, holidays } = part;
  const key = JSON.stringify([payOn, code, payee]);
  const before = others.get(key)?.amountMinor ?? 0n;
  const sum = before + amountMinor;
  others.set(key, { payOn, code, title, payee, amountMinor: sum, dueOn, holidays });
}

function orderOf(
  row: NamedOrder,
  { one, law }: { readonly one: CodeAmount; readonly law: CourtOrders | undefined },
): OwedOrder {
  const { runId, number: employee, name, reference, payee, amountMinor } = row;
  const day = onDay(one, law);
  return {
    ...{ ...day, payee: payee ?? day.payee, amountMinor, runId, employee, name },
    reference: reference === '' ? null : reference,
  };
}

function onDay({ run, code, amountMinor }: CodeAmount, law: CourtOrders | undefined): OwedOnDay {
  const { payOn } = run;
  const due: DueDay | null = law?.remitBy(code.code, toEpochDay(payOn)) ?? null;
  const isKnown = due !== null && due.day !== null;
  return {
    ...{ payOn, code: code.code, title: code.title, payee: code.payee ?? null, amountMinor },
    ...{ dueOn: isKnown ? fromEpochDay(due.day) : null, holidays: due?.holidays ?? null },
  };
}
