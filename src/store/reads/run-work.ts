/** Outstanding work for runs in motion, derived from their state alone. */

import { assert } from '#errors.ts';
import type { RunKind } from '#run/run-kind.ts';
import type { RunState } from '#run/run-state.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isUncheckedRestore, movesByItself, movesInReview } from './moves-by-itself.ts';
import { isOf, type OfCompanies } from './of-companies.ts';
import { type PaySettings, paySettingsOfEach } from './pay-codes.ts';
import { type LoadedTables, loadedTablesAt } from './tax-tables.ts';
import { isAlive } from './workers.ts';

export interface RunInMotion {
  readonly runId: number;
  readonly companyId: number;
  readonly periodId: number;
  readonly state: RunState;
  readonly epoch: number;
  /** How often the run's state has changed. */
  readonly moveCount: number;
  readonly blockers: readonly unknown[];
  /** In review: it goes on without a person. */
  readonly movesInReview: boolean;
  /** Approved, and not to be committed before somebody accepts the restore of the database. */
  readonly waitsForRestore: boolean;
  /** How often the next step has failed since the last move; `stepOutages` counts database outages. */
  readonly stepFailures: number;
  readonly stepOutages: number;
  /** False while a failed step waits for its retry. */
  readonly mayStep: boolean;
  readonly openChunks: number;
  /** Ordinals of chunks that nobody has claimed or whose lease has expired, with their epoch. */
  readonly claimable: readonly { readonly ordinal: number; readonly epoch: number }[];
}

const inMotion = sql`r.run_id as "runId", r.company_id as "companyId", r.period_id as "periodId", r.state, r.epoch,
  r.move_count as "moveCount", r.blockers, ${movesInReview} as "movesInReview",
  (r.state = 'approved' and ${isUncheckedRestore}) as "waitsForRestore", r.step_failures as "stepFailures", r.step_outages as "stepOutages",
  (r.step_retry_at is null or r.step_retry_at <= paybeat_now()) as "mayStep",
  (select count(*)::int from run_chunk c where c.run_id = r.run_id and c.state = 'open') as "openChunks",
  coalesce((select jsonb_agg(jsonb_build_object('ordinal', c.ordinal, 'epoch', c.epoch) order by c.ordinal)
    from run_chunk c where c.run_id = r.run_id and c.state = 'open'
      and (c.lease_until is null or c.lease_until <= paybeat_now())
      and (c.retry_at is null or c.retry_at <= paybeat_now())), '[]') as claimable`;

/** Earliest pay date first. */
export function runsInMotion(
  at: Reading,
  ask: { readonly companyId?: number } = {},
): Promise<readonly RunInMotion[]> {
  const { companyId } = ask;
  return rowsOf(
    at,
    sql`select ${inMotion} from pay_run r
        where ${movesByItself}
          ${companyId === undefined ? sql`` : sql`and r.company_id = ${companyId}`}
        order by r.pay_on, r.run_id`,
  );
}

export async function runInMotion(at: Reading, runId: number): Promise<RunInMotion | null> {
  const [row] = await rowsOf<RunInMotion>(
    at,
    sql`select ${inMotion} from pay_run r where r.run_id = ${runId}`,
  );
  return row ?? null;
}

/** A silent worker that holds chunks of a run. Others can take them over when its leases expire. */
export interface Awaited {
  readonly runId: number;
  /** The worker's name, as in `inspect`. */
  readonly worker: string;
  readonly chunks: number;
  /** Null when it never reported, as with a command at a terminal. */
  readonly silentSeconds: number | null;
  /** When the last of its leases expires. */
  readonly until: Temporal.Instant;
}

/** A run that continues only when a worker or a command calculates it, while neither is there. */
export interface Unattended {
  readonly runId: number;
  readonly periodId: number;
  readonly paysHeldOf: number | null;
}

/** Runs that are to be calculated or committed, while no worker is running and nobody holds a chunk of them. */
export function unattendedRuns(
  at: Reading,
  ask: OfCompanies & { readonly runId?: number },
): Promise<readonly Unattended[]> {
  const { runId = null } = ask;
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.period_id as "periodId", r.pays_held_of as "paysHeldOf" from pay_run r
        where r.state in ('calculating', 'approved') and (${runId}::int is null or r.run_id = ${runId}::int)
          and ${isOf(sql`r.company_id`, ask)}
          and not exists (select from worker where kind = 'worker' and ${isAlive})
          and not exists (select from run_chunk c where c.run_id = r.run_id
            and c.state = 'open' and c.lease_until > paybeat_now())
        order by r.pay_on, r.run_id limit 100`,
  );
}

/** Seconds. A worker reports every few seconds; one that is silent for this long may be dead. */
const silentAfterSeconds = 10;

/**
 * Silent holders of chunks, for this run or (null) for every run. A worker that still reports is not listed.
 */
export function awaited(at: Reading, runId: number | null): Promise<readonly Awaited[]> {
  return rowsOf(
    at,
    sql`select c.run_id as "runId", coalesce(w.name, c.lease_owner) as worker,
          count(*)::int as chunks, max(c.lease_until) as until,
          floor(extract(epoch from paybeat_now() - max(w.seen_at)))::int as "silentSeconds"
        from run_chunk c join pay_run r using (run_id) left join worker w on w.worker_id = c.lease_owner
        where c.state = 'open' and r.state = 'calculating' and c.lease_until > paybeat_now()
          and (${runId}::int is null or c.run_id = ${runId}::int)
          and (w.seen_at is null or w.stopped_at is not null
            or w.seen_at < paybeat_now() - make_interval(secs => ${silentAfterSeconds}))
        group by c.run_id, c.lease_owner, w.name order by c.run_id, until`,
  );
}

/** The frame of a chunk's calculation: everything that the run froze when it opened. */
export interface RunFrame {
  readonly runId: number;
  readonly companyId: number;
  readonly periodId: number;
  readonly kind: RunKind;
  /** An off-cycle run that pays what is owed for paid periods. Regular runs do so, too. */
  readonly paysOwed: boolean;
  /** Whether salaries and missing hours matter. False for an off-cycle run that pays only its own amounts. */
  readonly hasBasePay: boolean;
  readonly snapshotRevision: number;
  readonly taxYear: number;
  readonly currency: string;
  readonly frequency: string;
  /** Of a reversal: the run whose payslips it reverses. */
  readonly reversesRunId?: number | null;
  /** Of a correction: the run whose payslips it corrects. */
  readonly correctsRunId?: number | null;
  /** Null: the people without a schedule. */
  readonly scheduleId: number | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  /** For a transition: the whole period, of which the transition pays a part. Null for any other period. */
  readonly wholeStartOn: Temporal.PlainDate | null;
  readonly wholeEndOn: Temporal.PlainDate | null;
  readonly payOn: Temporal.PlainDate;
  readonly settings: PaySettings;
}

type FrameRow = Omit<RunFrame, 'settings'> & {
  readonly weeklyOvertime: boolean;
  readonly rulesEdition: number;
  readonly tablesRevision: number;
};

const frameColumns = sql`r.run_id as "runId", r.company_id as "companyId", r.period_id as "periodId",
  r.kind, r.pays_owed as "paysOwed", r.covers_days as "hasBasePay", r.snapshot_revision as "snapshotRevision",
  r.tax_year as "taxYear", c.currency, p.frequency, p.schedule_id as "scheduleId",
  p.start_on as "startOn", p.end_on as "endOn", p.whole_start_on as "wholeStartOn",
  p.whole_end_on as "wholeEndOn", r.pay_on as "payOn", r.reverses_run_id as "reversesRunId",
  r.corrects_run_id as "correctsRunId", r.weekly_overtime as "weeklyOvertime",
  r.rules_edition as "rulesEdition", r.tables_revision as "tablesRevision"`;

export async function runFrame(at: Reading, runId: number): Promise<RunFrame | null> {
  return (await runFrames(at, [runId])).get(runId) ?? null;
}

/** Run id → frame. A run that does not exist is left out. */
export async function runFrames(
  at: Reading,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, RunFrame>> {
  const rows = await rowsOf<FrameRow>(
    at,
    sql`select ${frameColumns}
        from pay_run r join company c using (company_id) join pay_period p using (period_id)
        where r.run_id = any(${runIds}::int[])`,
  );
  if (rows.length === 0) return new Map();
  const asked = rows.map((row) => ({ companyId: row.companyId, revision: row.snapshotRevision }));
  const settingsOf = await paySettingsOfEach(at, asked);
  const tablesOf = await loadedTablesOfRuns(at, rows);
  return new Map(
    rows.map(({ weeklyOvertime, rulesEdition, tablesRevision, ...frame }, place) => {
      const settings = settingsOf[place];
      assert(settings, 'every company has settings');
      const tables = tablesOf.get(tablesRevision);
      // A run opened before weekly overtime existed still calculates without it.
      const used = weeklyOvertime ? settings : { ...settings, overtime: 'none' as const };
      return [frame.runId, { ...frame, settings: { ...used, rulesEdition, tables } }];
    }),
  );
}

/** By revision. A run keeps the tables that it was opened with. */
async function loadedTablesOfRuns(
  at: Reading,
  rows: readonly Pick<FrameRow, 'tablesRevision'>[],
): Promise<ReadonlyMap<number, LoadedTables | undefined>> {
  const found = new Map<number, LoadedTables | undefined>();
  for (const { tablesRevision } of rows) {
    if (!found.has(tablesRevision)) {
      found.set(tablesRevision, await loadedTablesAt(at, tablesRevision));
    }
  }
  return found;
}

/** Everybody in the run's chunks, in order. */
export async function employeesOfRun(at: Reading, runId: number): Promise<readonly number[]> {
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select unnest(employee_ids) as employee_id from run_chunk where run_id = ${runId} order by 1`,
  );
  return rows.map((row) => row.employee_id);
}

/**
 * Runs that were committed after this run's snapshot and paid any of its people. This run's year-to-date, or
 * what is left of a goal, is then out of date, and it must be recalculated.
 */
export async function overtakenBy(
  at: Reading,
  run: {
    readonly runId: number;
    readonly companyId: number;
    readonly snapshotRevision: number;
  },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ run_id: number }>(
    at,
    sql`select o.run_id from pay_run o
        where o.company_id = ${run.companyId}
          and o.state = 'committed' and o.committed_revision > ${run.snapshotRevision}
          and exists (select from payslip mine join payslip theirs using (employee_id)
                      where mine.run_id = ${run.runId} and theirs.run_id = o.run_id)`,
  );
  return rows.map((row) => row.run_id);
}
