/** Writes what payslips take for each court order. Most payslips have none. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import type { PayslipClaim, PayslipRow } from './payslips.ts';

interface OrdersOfChunk {
  readonly claim: PayslipClaim;
  readonly payslips: readonly PayslipRow[];
}

/** Call it only after `holdsChunk`. */
export async function writeOrdersOf(tx: Writing, parts: readonly OrdersOfChunk[]): Promise<void> {
  const rows = parts.flatMap(({ claim, payslips }) =>
    payslips.flatMap(({ employeeId, orders }) =>
      orders.map((order) => ({ ...order, ...claim, employeeId })),
    ),
  );
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_court_order (company_id, run_id, employee_id, pay_code_id, reference, payee, amount_minor,
          ordinal, epoch)
        select * from unnest(${rows.map((row) => row.companyId)}::int[],
          ${rows.map((row) => row.runId)}::int[], ${rows.map((row) => row.employeeId)}::int[],
          ${rows.map((row) => row.payCodeId)}::int[], ${rows.map((row) => row.reference)}::text[],
          ${rows.map((row) => row.payee)}::text[], ${rows.map((row) => row.amountMinor)}::int8[],
          ${rows.map((row) => row.ordinal)}::int[], ${rows.map((row) => row.epoch)}::int[])`,
  );
}
