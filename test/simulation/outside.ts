/** What an observer of the database sees, outside of the simulation. */
import type { Backends } from './backends.ts';

interface Look {
  /** Runs that continue automatically. */
  readonly runs: number;
  /** Tasks that somebody sent. */
  readonly tasks: number;
  readonly due: number;
  readonly nextDueMs: number | null;
}

/** The work that Paybeat has now, and when more falls due. */
export async function look(backends: Backends): Promise<Look> {
  const [row] = await backends.query<Look>(`select
    (select count(*)::int from paybeat.pay_run
      where state in ('calculating', 'approved') or (state = 'review' and blockers = '[]')) as runs,
    (select count(*)::int from paybeat.task where finished_at is null) as tasks,
    count(*) filter (where d.due_at <= paybeat.paybeat_now())::int as due,
    (extract(epoch from min(d.due_at) filter (where d.due_at > paybeat.paybeat_now())) * 1000)::float8
      as "nextDueMs"
    from paybeat.due_instant d join paybeat.pay_period p using (period_id)
    where d.state = 'waiting' and p.status = 'active' and p.automation_enabled`);
  if (!row) throw new Error('an aggregate has a row');
  return row;
}

/** What a person sees before they act. Unfinished things come first. */
export interface View {
  readonly periodIds: readonly number[];
  readonly runIds: readonly number[];
  /** Committed runs that can be reversed or corrected, newest first. */
  readonly undoable: readonly number[];
  /** Runs in review. */
  readonly waiting: readonly number[];
}

export async function view(backends: Backends, hasUndo = false): Promise<View> {
  const ofUndo = (which: string) =>
    hasUndo
      ? ids(
          backends,
          `select run_id as id from paybeat.pay_run where ${which} order by 1 desc limit 8`,
        )
      : [];
  return {
    periodIds: await ids(
      backends,
      "select period_id as id from paybeat.pay_period order by status = 'completed', 1 limit 3",
    ),
    runIds: await ids(
      backends,
      `select run_id as id from paybeat.pay_run
       order by state in ('committed', 'voided'), 1 desc limit 3`,
    ),
    undoable: await ofUndo("state = 'committed' and kind <> 'reversal'"),
    waiting: await ofUndo("state = 'review'"),
  };
}

export function failedRuns(backends: Backends): Promise<readonly number[]> {
  return ids(
    backends,
    "select run_id as id from paybeat.pay_run where state = 'failed' order by 1",
  );
}

/** Regular runs, reversals and corrections that wait for a person. */
export function waitingRuns(backends: Backends): Promise<readonly number[]> {
  return ids(
    backends,
    `select run_id as id from paybeat.pay_run
     where state = 'review' and blockers <> '[]' and kind <> 'off_cycle' order by 1`,
  );
}

/** Runs of which payslips are reversed. */
export function reversedRuns(backends: Backends): Promise<readonly number[]> {
  return ids(
    backends,
    `select distinct reverses_run_id as id from paybeat.pay_run
     where kind = 'reversal' and state = 'committed' order by 1`,
  );
}

/**
 * Sets that have committed runs of several companies. All that a set writes has one transaction, and a committed
 * run is never written again.
 */
export async function setsPaid(backends: Backends): Promise<number> {
  const rows = await backends.query(
    `select xmin::text from paybeat.pay_run where state = 'committed'
     group by 1 having count(distinct company_id) > 1`,
  );
  return rows.length;
}

/** Periods that wait for a person and have no run. */
export function heldPeriods(backends: Backends): Promise<readonly number[]> {
  return ids(
    backends,
    `select d.period_id as id from paybeat.due_instant d join paybeat.pay_period p using (period_id)
     where d.state = 'held' and p.status = 'active' and not exists (select from paybeat.pay_run r
       where r.period_id = d.period_id and r.state <> 'voided') order by 1`,
  );
}

async function ids(backends: Backends, sql: string): Promise<readonly number[]> {
  return (await backends.query<{ id: number }>(sql)).map((row) => row.id);
}
