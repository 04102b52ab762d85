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

export interface LockedCompany {
  readonly companyId: number;
  readonly currency: string;
  readonly stateTax: string;
  /** Nobody raises it until the transaction ends. */
  readonly revision: number;
}

interface LockedSet {
  /** Of the periods asked for, those that are locked with their schedule and their company. */
  readonly periodIds: readonly number[];
  readonly companies: ReadonlyMap<number, LockedCompany>;
}

/** At most one period of a company. */
export async function lockSet(tx: Writing, periodIds: readonly number[]): Promise<LockedSet> {
  const scheduled = await rowsOf<{ periodId: number }>(
    tx,
    sql`select p.period_id as "periodId" from pay_period p join pay_schedule s using (schedule_id)
        where p.period_id = any(${periodIds}::int[])
        order by p.company_id for share of s skip locked`,
  );
  const shared = scheduled.map(({ periodId }) => periodId);
  const periods = await rowsOf<{ periodId: number; companyId: number }>(
    tx,
    sql`select period_id as "periodId", company_id as "companyId" from pay_period
        where period_id = any(${periodIds}::int[])
          and (schedule_id is null or period_id = any(${shared}::int[]))
        order by company_id for update skip locked`,
  );
  const companies = await rowsOf<LockedCompany>(
    tx,
    sql`select company_id as "companyId", currency, state_tax as "stateTax", input_revision as revision
        from company where company_id = any(${periods.map(({ companyId }) => companyId)}::int[])
        order by company_id for no key update skip locked`,
  );
  const locked = new Map(companies.map((company) => [company.companyId, company]));
  const isLocked = ({ companyId }: { companyId: number }) => locked.has(companyId);
  return {
    periodIds: periods.filter(isLocked).map(({ periodId }) => periodId),
    companies: locked,
  };
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
