/**
 * The rows of a set of runs: locks, chunks that are claimed as they are written.
 *
 * Locks are taken in ascending order of company, and inside a company as everywhere: schedule, period,
 * company. What somebody else has locked is left out instead of waited for, so a set never waits while it
 * holds the rows of other companies.
 */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import type { PayslipClaim } from './payslips.ts';

/** A period that is locked with its schedule and its company. */
export interface LockedOfSet {
  readonly periodId: number;
  readonly scheduleId: number | null;
  readonly companyId: number;
  readonly currency: string;
  readonly stateTax: string;
  /** Nobody raises it until the transaction ends. */
  readonly revision: number;
}

/**
 * At most one period of a company. One statement, in which each part needs all rows of the one before. A row
 * that somebody changed and committed meanwhile is read as it is when it is locked.
 */
export function lockSet(
  tx: Writing,
  periodIds: readonly number[],
): Promise<readonly LockedOfSet[]> {
  return rowsOf(
    tx,
    sql`with shared as materialized (
          select p.period_id from pay_period p join pay_schedule s using (schedule_id)
          where p.period_id = any(${periodIds}::int[])
          order by p.company_id for share of s skip locked
        ), period as materialized (
          select period_id, schedule_id, company_id from pay_period
          where period_id = any(${periodIds}::int[])
            and (schedule_id is null or period_id in (select period_id from shared))
          order by company_id for update skip locked
        ), locked as materialized (
          select company_id, currency, state_tax, input_revision from company
          where company_id in (select company_id from period)
          order by company_id for no key update skip locked
        )
        select period_id as "periodId", schedule_id as "scheduleId", company_id as "companyId",
          currency, state_tax as "stateTax", input_revision as revision
        from locked join period using (company_id) order by company_id`,
  );
}

/** One chunk for each run, claimed by whoever writes it. */
export async function insertClaimedChunks(
  tx: Writing,
  claims: readonly PayslipClaim[],
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into run_chunk (company_id, run_id, ordinal, epoch, claims, employee_ids)
        select company_id, run_id, ordinal, epoch, 1, employee_ids::int[]
        from unnest(${claims.map((claim) => claim.companyId)}::int[],
            ${claims.map((claim) => claim.runId)}::int[], ${claims.map((claim) => claim.ordinal)}::int[],
            ${claims.map((claim) => claim.epoch)}::int[],
            ${claims.map((claim) => `{${claim.employeeIds.join()}}`)}::text[])
          as claim(company_id, run_id, ordinal, epoch, employee_ids)`,
  );
}
