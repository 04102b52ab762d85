/** Limits that somebody has lifted, each for exactly the numbers seen, as known at a revision. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface LiftedLimitRow {
  readonly employeeId: number;
  readonly code: string;
  /** sha-256 of the numbers, in hexadecimal digits. */
  readonly seen: string;
  /** As in the audit chain: `person:ada`. */
  readonly by: string;
}

/** In every run of the period. */
export function liftedLimits(
  at: Reading,
  ask: {
    readonly periodId: number;
    readonly revision: number;
    readonly employeeIds: readonly number[];
  },
): Promise<readonly LiftedLimitRow[]> {
  return rowsOf(
    at,
    sql`select employee_id as "employeeId", code, encode(seen, 'hex') as seen, lifted_by as "by"
        from lifted_limit
        where period_id = ${ask.periodId} and employee_id = any(${ask.employeeIds}::int[])
          and from_revision <= ${ask.revision}
        order by employee_id, lifted_at`,
  );
}
