/** Runs for display and for decisions: totals from rows, progress, exceptions, payslips. */

import type { Action } from '#actions.ts';
import type { HoldFacts } from '#judgement/hold-facts.ts';
import type { Blocker } from '#run/blockers.ts';
import type { RunKind } from '#run/run-kind.ts';
import type { RunState } from '#run/run-state.ts';
import type { SecondEyes } from '#run/second-eyes.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { lateSeconds } from './late.ts';
import { isUncheckedRestore } from './moves-by-itself.ts';
import { isOf, type OfCompanies } from './of-companies.ts';
import { isEffective } from './reversals.ts';

export interface RunRow {
  readonly runId: number;
  readonly companyId: number;
  readonly companyCode: string;
  readonly currency: string;
  /** Of the company. */
  readonly timeZone: string;
  readonly periodId: number;
  readonly scheduleCode: string | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly kind: RunKind;
  /** The run whose held people this run pays, for the same period. */
  readonly paysHeldOf: number | null;
  /** Of a reversal: the run whose payslips it reverses, and why. */
  readonly reverses: number | null;
  readonly reversalWhy: string | null;
  /** Of a correction: the run whose payslips it corrects, and why. */
  readonly corrects: number | null;
  readonly correctionWhy: string | null;
  /** For an off-cycle run with its own amounts; null for runs older than keys. */
  readonly offCycleKey: string | null;
  readonly state: RunState;
  readonly epoch: number;
  /** How often the run's state has changed. */
  readonly moveCount: number;
  readonly openedBy: string;
  readonly forcedReason: string | null;
  /** The reason that a person gave for running late. */
  readonly lateReason: string | null;
  readonly dueAt: Temporal.Instant | null;
  readonly openedAt: Temporal.Instant;
  /** How many seconds after its due instant the run was opened; null when it was not late. */
  readonly lateSeconds: number | null;
  readonly calculatedAt: Temporal.Instant | null;
  readonly committedAt: Temporal.Instant | null;
  readonly snapshotRevision: number;
  readonly taxYear: number;
  readonly stateTax: string;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly facts?: readonly Readonly<Record<string, string | number | null>>[];
    readonly actions?: readonly Action[];
  }[];
  readonly rosterCount: number;
  readonly chunkCount: number;
  readonly chunksDone: number;
  /** For a failed run: the state in which it failed, and in which a retry continues. */
  readonly failedIn: RunState | null;
  /** How many failures of chunks and of the current step have been retried or will be. */
  readonly failures: number;
  readonly lastError: string | null;
  readonly retryAt: Temporal.Instant | null;
  readonly paidCount: number | null;
  readonly heldCount: number | null;
  readonly excludedCount: number | null;
  readonly grossMinor: bigint | null;
  readonly reimbursementsMinor: bigint | null;
  readonly deductionsMinor: bigint | null;
  readonly taxesMinor: bigint | null;
  readonly employerMinor: bigint | null;
  readonly netMinor: bigint | null;
  readonly totalsHash: string | null;
  readonly blockers: readonly Blocker[];
  readonly closedWhy: string | null;
  /** `person:ada` or `policy:…`; `approvedWhy` is the reason that a person gave. */
  readonly approvedBy: string | null;
  readonly approvedWhy: string | null;
  /** Whether a second person had to look: when it was approved, or now. */
  readonly secondEyes: SecondEyes;
  /** The policy by which it is reviewed, as stored. Null: it is approved when it is clean. */
  readonly review: Readonly<Record<string, unknown>> | null;
  /** When the review goes on by itself. Null: it waits for people, or is over. */
  readonly reviewUntil: Temporal.Instant | null;
  /** The last moment at which an approval meets the pay date. */
  readonly reviewDeadline: Temporal.Instant | null;
  /** What silence meant at the deadline. */
  readonly reviewSilent: 'hold' | 'escalate' | null;
  /** Approved after the deadline. */
  readonly isApprovedLate: boolean;
  /** It stops before its approval or commit, because nobody has accepted the restore of this database yet. */
  readonly waitsForRestore: boolean;
}

/** For a recalculated run: the warnings of the last recalculation, which are stored in its audit row. */
const warnings = sql`case when r.epoch = 1 then r.warnings else coalesce(
  (select e.facts -> 'warnings' from audit_event e where e.company_id = r.company_id
      and e.subject = 'run:' || r.run_id and e.action = 'run.recalculate'
    order by e.seq desc limit 1), r.warnings) end`;

/** The reason that a person gave for a run `r` about another one, from the audit row of its opening. */
const whyOf = (about: Sql) => sql`case when ${about} is not null then (
  select e.facts ->> 'why' from audit_event e
  where e.company_id = r.company_id and e.subject = 'run:' || r.run_id and e.action = 'run.open' limit 1) end`;
const whyReversed = whyOf(sql`r.reverses_run_id`);
const whyCorrected = whyOf(sql`r.corrects_run_id`);

const runColumns = sql`r.run_id as "runId", r.company_id as "companyId", c.code as "companyCode",
  c.currency, c.time_zone as "timeZone", r.period_id as "periodId", s.code as "scheduleCode", p.start_on as "startOn",
  p.end_on as "endOn", r.pay_on as "payOn", r.kind, r.pays_held_of as "paysHeldOf",
  r.reverses_run_id as reverses, ${whyReversed} as "reversalWhy",
  r.corrects_run_id as corrects, ${whyCorrected} as "correctionWhy",
  r.off_cycle_key as "offCycleKey", r.state, r.epoch,
  r.move_count as "moveCount", r.opened_by as "openedBy",
  r.forced_reason as "forcedReason", r.late_reason as "lateReason", r.due_at as "dueAt", r.opened_at as "openedAt",
  ${lateSeconds} as "lateSeconds",
  r.calculated_at as "calculatedAt", r.committed_at as "committedAt",
  r.snapshot_revision as "snapshotRevision", r.tax_year as "taxYear", r.state_tax as "stateTax",
  ${warnings} as warnings, r.roster_count as "rosterCount", r.chunk_count as "chunkCount",
  r.failed_in as "failedIn", k.done as "chunksDone",
  k.failures + r.step_failures + r.step_outages as failures,
  coalesce(r.step_error, k.last_error) as "lastError",
  case when r.step_error is null then k.retry_at else r.step_retry_at end as "retryAt",
  r.paid_count as "paidCount", r.held_count as "heldCount", r.excluded_count as "excludedCount",
  r.gross_minor as "grossMinor", r.reimbursements_minor as "reimbursementsMinor",
  r.deductions_minor as "deductionsMinor", r.taxes_minor as "taxesMinor",
  r.employer_minor as "employerMinor", r.net_minor as "netMinor", r.totals_hash as "totalsHash",
  r.blockers, r.closed_why as "closedWhy", a.approver as "approvedBy", a.reason as "approvedWhy",
  case when a.approver is null then c.second_eyes else coalesce(a.second_eyes, 'not_said') end as "secondEyes",
  r.review, r.review_until as "reviewUntil", r.review_deadline as "reviewDeadline",
  r.review_silent as "reviewSilent", r.review_late as "isApprovedLate",
  (r.state in ('review', 'approved') and ${isUncheckedRestore}) as "waitsForRestore"`;

const runTables = sql`pay_run r join company c using (company_id) join pay_period p using (period_id)
  left join pay_schedule s on s.schedule_id = p.schedule_id
  cross join lateral (
    select (count(*) filter (where state = 'done'))::int as done,
      coalesce(sum(failures), 0)::int as failures, max(last_error) as last_error,
      min(retry_at) as retry_at
    from run_chunk where run_id = r.run_id) k
  left join lateral (select approver, reason, second_eyes from approval
    where run_id = r.run_id and run_epoch = r.epoch and r.state <> 'review'
    order by approver <> r.approved_by, approved_at limit 1) a on true`;

export async function runById(at: Reading, runId: number): Promise<RunRow | null> {
  return (await runsById(at, [runId]))[0] ?? null;
}

/** In ascending order of their ids. */
export function runsById(at: Reading, runIds: readonly number[]): Promise<readonly RunRow[]> {
  return rowsOf(
    at,
    sql`select ${runColumns} from ${runTables} where r.run_id = any(${runIds}::int[]) order by r.run_id`,
  );
}

/** Newest first. */
export function runs(
  at: Reading,
  ask: OfCompanies & {
    readonly companyId?: number;
    readonly periodId?: number;
    /** The last run of the page before. */
    readonly after?: number;
    readonly limit: number;
  },
): Promise<readonly RunRow[]> {
  const conditions: Sql<unknown>[] = [isOf(sql`r.company_id`, ask)];
  if (ask.companyId !== undefined) conditions.push(sql`r.company_id = ${ask.companyId}`);
  if (ask.periodId !== undefined) conditions.push(sql`r.period_id = ${ask.periodId}`);
  if (ask.after !== undefined) conditions.push(sql`r.run_id < ${ask.after}`);
  return rowsOf(
    at,
    sql`select ${runColumns} from ${runTables} where ${sql.join(conditions, sql` and `)}
        order by r.run_id desc limit ${ask.limit}`,
  );
}

export interface ExceptionRow {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly disposition: 'excluded' | 'held';
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  /** What a limit saw; null when no limit holds the person. */
  readonly facts: HoldFacts | null;
  /** sha-256 of exactly the numbers seen, in hexadecimal digits. */
  readonly seen: string | null;
  /** Of a held person: the run that has paid the same period since, or is about to. Null: none. */
  readonly paidByRun: number | null;
}

/** Whether the payslip of `x` in a run `p` counts. */
const isCounted = isEffective({ run: sql`p.run_id`, employee: sql`x.employee_id` });

const exceptionRows = sql`select x.employee_id as "employeeId", e.number, v.name, x.disposition,
    x.code, x.detail, x.hint, x.facts, encode(x.seen, 'hex') as seen,
    case when x.disposition = 'held' then (select min(p.run_id)
      from pay_run p join payslip s on s.run_id = p.run_id and s.employee_id = x.employee_id
      where p.period_id = r.period_id and p.run_id <> r.run_id and p.covers_days
        and p.state <> 'voided'
        and ${isCounted}) end as "paidByRun"
  from run_exception x join pay_run r using (run_id)
    join employee e on e.employee_id = x.employee_id
    join employee_version v on v.employee_id = x.employee_id
      and v.from_revision <= r.snapshot_revision
      and (v.until_revision is null or v.until_revision > r.snapshot_revision)`;

/** Held before excluded, then by employee number. */
export function exceptionsOf(at: Reading, runId: number): Promise<readonly ExceptionRow[]> {
  return rowsOf(
    at,
    sql`${exceptionRows} where x.run_id = ${runId} order by x.disposition desc, e.number`,
  );
}

/** The exception of one person, by employee number. */
export async function exceptionOf(
  at: Reading,
  ask: { readonly runId: number; readonly number: string },
): Promise<ExceptionRow | null> {
  const [row] = await rowsOf<ExceptionRow>(
    at,
    sql`${exceptionRows} where x.run_id = ${ask.runId} and e.number = ${ask.number}`,
  );
  return row ?? null;
}

/** What a payslip says in all, or the sum of several. */
export interface PayslipAmounts {
  readonly grossMinor: bigint;
  readonly reimbursementsMinor: bigint;
  readonly deductionsMinor: bigint;
  readonly taxesMinor: bigint;
  readonly employerMinor: bigint;
  readonly netMinor: bigint;
}

/** A payslip with its lines and its year-to-date, each as pay codes and their amounts. */
export interface PayslipLines extends PayslipAmounts {
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
  readonly ytdCodes: readonly number[];
  readonly ytdAmounts: readonly bigint[];
}

export interface PayslipDetail extends PayslipLines {
  readonly runId: number;
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly warnings: readonly string[];
}

/** One payslip, by employee number. */
export async function payslipOf(
  at: Reading,
  ask: { readonly runId: number; readonly number: string },
): Promise<PayslipDetail | null> {
  const [row] = await rowsOf<PayslipDetail>(
    at,
    sql`select s.run_id as "runId", s.employee_id as "employeeId", e.number, v.name,
          s.gross_minor as "grossMinor", s.reimbursements_minor as "reimbursementsMinor",
          s.deductions_minor as "deductionsMinor", s.taxes_minor as "taxesMinor",
          s.employer_minor as "employerMinor", s.net_minor as "netMinor",
          s.line_codes as "lineCodes", s.line_amounts as "lineAmounts",
          s.ytd_codes as "ytdCodes", s.ytd_amounts as "ytdAmounts", s.warnings
        from payslip s join pay_run r using (run_id)
          join employee e on e.employee_id = s.employee_id
          join employee_version v on v.employee_id = s.employee_id
            and v.from_revision <= r.snapshot_revision
            and (v.until_revision is null or v.until_revision > r.snapshot_revision)
        where s.run_id = ${ask.runId} and e.number = ${ask.number} and e.company_id = r.company_id`,
  );
  return row ?? null;
}
