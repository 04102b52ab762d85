/** What a correction changes for each court order: what the right payslip gives it, less what it got. */
import type { OrderAmount } from '#payslip/payslip.ts';
import type { PaidPart } from '#store/reads/corrections.ts';
import { type OrderOfRun, ordersOfPeople } from '#store/reads/court-orders.ts';
import type { Reading } from '#store/store.ts';

/** What orders got from payslips and their corrections, by employee id. */
export async function ordersBefore(
  at: Reading,
  parts: ReadonlyMap<number, readonly PaidPart[]>,
): Promise<ReadonlyMap<number, readonly OrderOfRun[]>> {
  const all = [...parts.values()].flat();
  const runIds = [...new Set(all.map(({ runId }) => runId))];
  const found = new Set(all.map(({ runId, employeeId }) => `${runId} ${employeeId}`));
  const rows = await ordersOfPeople(at, { runIds, employeeIds: [...parts.keys()] });
  return Map.groupBy(
    rows.filter(({ runId, employeeId }) => found.has(`${runId} ${employeeId}`)),
    ({ employeeId }) => employeeId,
  );
}

/** A payslip from before orders were kept apart says nothing of them, and its correction does not either. */
export function ordersThatDiffer(of: {
  readonly was: readonly OrderOfRun[];
  readonly is: readonly OrderAmount[];
  /** Pay code id → the line as it was. */
  readonly lines: ReadonlyMap<number, bigint>;
}): readonly OrderAmount[] {
  const { was, is, lines } = of;
  const sums = new Map<string, OrderAmount>();
  const add = (one: OrderAmount, sign: bigint) => {
    const { payCodeId, reference, payee } = one;
    const key = `${payCodeId} ${reference}`;
    const amountMinor = (sums.get(key)?.amountMinor ?? 0n) + sign * one.amountMinor;
    sums.set(key, { payCodeId, reference, payee, amountMinor });
  };
  for (const one of was) add(one, -1n);
  for (const one of is) add(one, 1n);
  const known = new Set(was.map(({ payCodeId }) => payCodeId));
  return [...sums.values()].filter(
    ({ payCodeId, amountMinor }) =>
      amountMinor !== 0n && (known.has(payCodeId) || (lines.get(payCodeId) ?? 0n) === 0n),
  );
}
