/** What liabilities are made of: committed runs by pay date, and sums that need each payslip. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface LiableRunRow {
  readonly runId: number;
  readonly companyId: number;
  readonly currency: string;
  readonly snapshotRevision: number;
  readonly payOn: Temporal.PlainDate;
  readonly paidCount: number;
  /** Of a reversal: the run whose payslips it reverses, and its pay date. */
  readonly reverses: number | null;
  readonly reversedOn: Temporal.PlainDate | null;
  /** Of a correction: the run whose payslips it corrects. */
  readonly corrects: number | null;
}

interface PaidBetween {
  readonly companyId: number;
  readonly revision: number;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}

/**
 * The committed runs of a company as known at a revision, by pay date: those paid between two days, and reversals
 * of them.
 */
export function liableRunsBetween(
  at: Reading,
  { companyId, revision, fromOn, toOn }: PaidBetween,
): Promise<readonly LiableRunRow[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.company_id as "companyId", c.currency,
          r.snapshot_revision as "snapshotRevision", r.pay_on as "payOn", r.paid_count as "paidCount",
          r.reverses_run_id as reverses, o.pay_on as "reversedOn",
          r.corrects_run_id as corrects
        from pay_run r join company c using (company_id)
          left join pay_run o on o.run_id = r.reverses_run_id
        where r.company_id = ${companyId} and r.state = 'committed'
          and r.committed_revision <= ${revision}
          and (r.pay_on between ${fromOn} and ${toOn} or o.pay_on between ${fromOn} and ${toOn})
        order by r.pay_on, r.run_id`,
  );
}

/** Null: the company has no committed run. */
export async function firstPaidOn(
  at: Reading,
  { companyId, revision }: Pick<PaidBetween, 'companyId' | 'revision'>,
): Promise<Temporal.PlainDate | null> {
  const [row] = await rowsOf<{ first: Temporal.PlainDate | null }>(
    at,
    sql`select min(pay_on) as first from pay_run where company_id = ${companyId}
          and state = 'committed' and committed_revision <= ${revision}`,
  );
  return row?.first ?? null;
}

/** Runs with a pay date between two days that are neither committed nor voided. */
export async function unfinishedRuns(
  at: Reading,
  { companyId, fromOn, toOn }: Omit<PaidBetween, 'revision'>,
): Promise<readonly number[]> {
  const rows = await rowsOf<{ runId: number }>(
    at,
    sql`select run_id as "runId" from pay_run where company_id = ${companyId}
          and state not in ('committed', 'voided') and pay_on between ${fromOn} and ${toOn}
        order by run_id`,
  );
  return rows.map(({ runId }) => runId);
}
