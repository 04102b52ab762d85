/** What payslips took for each court order. A payslip from before they were kept apart has no rows. */
import type { OrderAmount } from '#payslip/payslip.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface OrderOfRun extends OrderAmount {
  readonly runId: number;
  readonly employeeId: number;
}

const orderColumns = sql`o.run_id as "runId", o.employee_id as "employeeId", o.pay_code_id as "payCodeId",
  o.reference, o.payee, o.amount_minor as "amountMinor"`;

export function ordersOfPeople(
  at: Reading,
  ask: { readonly runIds: readonly number[]; readonly employeeIds: readonly number[] },
): Promise<readonly OrderOfRun[]> {
  return rowsOf(
    at,
    sql`select ${orderColumns} from run_court_order o
        where o.run_id = any(${ask.runIds}::int[]) and o.employee_id = any(${ask.employeeIds}::int[])
        order by o.employee_id, o.pay_code_id, o.reference`,
  );
}

/** An order with its person, as the roster names them now. */
export interface NamedOrder extends OrderOfRun {
  readonly number: string;
  readonly name: string;
}

/** In the order of runs, pay codes and employee numbers. */
export function ordersOfRuns(
  at: Reading,
  runIds: readonly number[],
): Promise<readonly NamedOrder[]> {
  return rowsOf(
    at,
    sql`select ${orderColumns}, e.number, coalesce(v.name, '') as name
        from run_court_order o join employee e using (employee_id)
          left join employee_version v on v.employee_id = o.employee_id and v.until_revision is null
        where o.run_id = any(${runIds}::int[])
        order by o.run_id, o.pay_code_id, e.number, o.reference`,
  );
}
