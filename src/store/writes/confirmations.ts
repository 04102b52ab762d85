/**
 * Adds confirmed changes and lifted limits. The transaction has raised the company's revision before, and
 * writes an audit row for each of them after (`change.confirm` and `limit.lift`, about the employee).
 */
import type { ChangeIdentity } from '#judgement/change-identity.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

interface ConfirmedBy {
  readonly companyId: number;
  /** The revision that this transaction raised. */
  readonly revision: number;
  readonly by: string;
  readonly why: string;
}

/** Returns those that nobody had confirmed before. */
export function insertConfirmedChanges(
  tx: Writing,
  ask: ConfirmedBy & { readonly changes: readonly ChangeIdentity[] },
): Promise<readonly ChangeIdentity[]> {
  const { companyId, revision, by, why, changes } = ask;
  return rowsOf(
    tx,
    sql`insert into confirmed_change (company_id, employee_id, what, subject, revision,
          confirmed_by, why, from_revision)
        select ${companyId}::int, employee_id, what, subject, revision, ${by}::text, ${why}::text,
          ${revision}::int
        from unnest(${changes.map((one) => one.employeeId)}::int[],
            ${changes.map((one) => one.what)}::text[], ${changes.map((one) => one.subject)}::text[],
            ${changes.map((one) => one.revision)}::int[]) as t(employee_id, what, subject, revision)
        on conflict do nothing
        returning employee_id as "employeeId", what, subject, revision`,
  );
}

interface LimitToLift {
  readonly employeeId: number;
  readonly code: string;
  /** In hexadecimal digits. */
  readonly seen: string;
}

/** Returns those that nobody had lifted before. */
export function insertLiftedLimits(
  tx: Writing,
  ask: ConfirmedBy & {
    readonly periodId: number;
    readonly runId: number;
    readonly limits: readonly LimitToLift[];
  },
): Promise<readonly LimitToLift[]> {
  const { companyId, periodId, runId, revision, by, why, limits } = ask;
  return rowsOf(
    tx,
    sql`insert into lifted_limit (company_id, period_id, run_id, employee_id, code, seen, lifted_by,
          why, from_revision)
        select ${companyId}::int, ${periodId}::int, ${runId}::int, employee_id, code, decode(seen, 'hex'),
          ${by}::text, ${why}::text, ${revision}::int
        from unnest(${limits.map((one) => one.employeeId)}::int[],
            ${limits.map((one) => one.code)}::text[], ${limits.map((one) => one.seen)}::text[])
          as t(employee_id, code, seen)
        on conflict do nothing
        returning employee_id as "employeeId", code, encode(seen, 'hex') as seen`,
  );
}
