/** Opening balances of people by pay code, as known at a revision, without their totals. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

interface BroughtAmount {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

export function broughtAmounts(
  at: Reading,
  ask: {
    readonly employeeIds: readonly number[];
    readonly taxYear: number;
    readonly revision: number;
  },
): Promise<readonly BroughtAmount[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.pay_code_id as "payCodeId",
          v.amount_minor as "amountMinor"
        from opening_balance v
        where v.employee_id = any(${ask.employeeIds}::int[]) and v.tax_year = ${ask.taxYear}
          and v.pay_code_id > 0 and ${knownAt(ask.revision)}`,
  );
}
