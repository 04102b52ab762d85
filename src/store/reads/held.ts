/**
 * Held people: in a run, and in the committed runs of a period when no run has paid them since. People whose payslip
 * was reversed are unpaid like them.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isEffective } from './reversals.ts';

interface HeldUnpaid {
  readonly employeeId: number;
  readonly number: string;
  /** The newest run that held them, or whose payslip was reversed. */
  readonly runId: number;
}

/**
 * The unpaid people of one period whom a run held, or whose payslip was reversed, by employee number. A payslip in
 * an uncommitted run counts as paid.
 */
export function heldUnpaid(at: Reading, periodId: number): Promise<readonly HeldUnpaid[]> {
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", e.number, max(x.run_id) as "runId"
        from (select x.run_id, x.employee_id
              from pay_run r join run_exception x using (run_id)
              where r.period_id = ${periodId} and r.state = 'committed' and r.covers_days
                and x.disposition = 'held'
              union all
              select v.reversed_run_id, v.employee_id
              from pay_run r join run_reversal v on v.reversed_run_id = r.run_id
                join pay_run w on w.run_id = v.run_id
              where r.period_id = ${periodId} and r.covers_days and w.state = 'committed') x
          join employee e on e.employee_id = x.employee_id
        where not exists (select from payslip s join pay_run p using (run_id)
            where p.period_id = ${periodId} and p.covers_days and p.state <> 'voided'
              and s.employee_id = x.employee_id
              and ${isEffective({ run: sql`p.run_id`, employee: sql`s.employee_id` })})
        group by x.employee_id, e.number order by e.number`,
  );
}

/** The open run that pays held people of a period; there is at most one. */
export async function openHeldRunOf(at: Reading, periodId: number): Promise<number | null> {
  const run = await newestHeldRun(at, periodId);
  return run?.isOpen === true ? run.runId : null;
}

export interface HeldRun {
  readonly runId: number;
  readonly payOn: Temporal.PlainDate;
  /** Not committed yet. At most one such run exists. */
  readonly isOpen: boolean;
  /** In review or failed. It reads newer inputs only when it is recalculated. */
  readonly isWaiting: boolean;
  readonly snapshotRevision: number;
}

/** The newest run that pays held people of a period and is not voided. An open run is always the newest. */
export async function newestHeldRun(at: Reading, periodId: number): Promise<HeldRun | null> {
  const [row] = await rowsOf<HeldRun>(
    at,
    sql`select run_id as "runId", pay_on as "payOn", state <> 'committed' as "isOpen",
          state in ('review', 'failed') as "isWaiting", snapshot_revision as "snapshotRevision"
        from pay_run
        where period_id = ${periodId} and pays_held_of is not null and state <> 'voided'
        order by run_id desc limit 1`,
  );
  return row ?? null;
}

/** How many people a run holds, by reason code. */
export function heldByCode(
  at: Reading,
  runId: number,
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  return rowsOf(
    at,
    sql`select code, count(*)::int as count from run_exception
        where run_id = ${runId} and disposition = 'held' group by code order by code`,
  );
}

/** Whether a run that read a period's inputs at a revision found any hours. */
export async function hoursWereTaken(
  at: Reading,
  ask: { readonly periodId: number; readonly revision: number },
): Promise<boolean> {
  const rows = await rowsOf(
    at,
    sql`select 1 from period_item where period_id = ${ask.periodId} and quantity_micro is not null
          and from_revision <= ${ask.revision}
          and (until_revision is null or until_revision > ${ask.revision}) limit 1`,
  );
  return rows.length > 0;
}

/** A run, and the revision at which it read its inputs. */
export interface ReadAt {
  readonly runId: number;
  readonly periodId: number;
  readonly snapshotRevision: number;
}

/** Whether inputs of the period were imported or removed after the run read them. */
export async function inputsTakenSince(at: Reading, run: ReadAt): Promise<boolean> {
  const rows = await rowsOf(
    at,
    sql`select 1 from period_item where period_id = ${run.periodId}
          and greatest(from_revision, until_revision) > ${run.snapshotRevision} limit 1`,
  );
  return rows.length > 0;
}

/**
 * Whether the roster, pay or items of a person held by the run changed after the run read them, or somebody has
 * confirmed them.
 */
export async function heldChangedSince(at: Reading, run: ReadAt): Promise<boolean> {
  const isSince = sql`greatest(v.from_revision, v.until_revision) > ${run.snapshotRevision}`;
  const rows = await rowsOf(
    at,
    sql`select 1 from run_exception x
        where x.run_id = ${run.runId} and x.disposition = 'held'
          and (exists (select from employee_version v
              where v.employee_id = x.employee_id and ${isSince})
            or exists (select from employee_terms v
              where v.employee_id = x.employee_id and ${isSince})
            or exists (select from employee_item v
              where v.employee_id = x.employee_id and ${isSince})
            or exists (select from confirmed_change v
              where v.employee_id = x.employee_id and v.from_revision > ${run.snapshotRevision})
            or exists (select from lifted_limit v
              where v.period_id = ${run.periodId} and v.employee_id = x.employee_id
                and v.from_revision > ${run.snapshotRevision})) limit 1`,
  );
  return rows.length > 0;
}
