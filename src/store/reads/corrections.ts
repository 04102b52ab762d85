/**
 * Corrections of payslips, and what a run needs to correct some. A payslip and its corrections together are what a
 * person was paid for the period.
 */
import type { RunState } from '#run/run-state.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isEffective, newestYearToDate } from './reversals.ts';
import type { PayslipLines } from './runs.ts';

/** A part of what a person was paid: the payslip, or one of its corrections. */
export interface PaidPart extends PayslipLines {
  readonly employeeId: number;
  readonly runId: number;
  /** The revision of the inputs that the run read. */
  readonly snapshotRevision: number;
}

interface OfRun {
  /** The run whose payslips are corrected. */
  readonly runId: number;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

/** What a payslip `s` has. */
const amountsOfSlip = sql`s.gross_minor as "grossMinor", s.reimbursements_minor as "reimbursementsMinor",
  s.deductions_minor as "deductionsMinor", s.taxes_minor as "taxesMinor",
  s.employer_minor as "employerMinor", s.net_minor as "netMinor",
  s.line_codes as "lineCodes", s.line_amounts as "lineAmounts",
  s.ytd_codes as "ytdCodes", s.ytd_amounts as "ytdAmounts"`;

/** What counts of a run and its corrections, as known at a revision: the payslip first, then the oldest. */
export function paidParts(at: Reading, ask: OfRun): Promise<readonly PaidPart[]> {
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId", r.run_id as "runId", r.snapshot_revision as "snapshotRevision",
          ${amountsOfSlip}
        from pay_run r cross join unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (select * from payslip p
            where p.run_id = r.run_id and p.employee_id = a.employee_id offset 0) s
        where (r.run_id = ${ask.runId} or r.corrects_run_id = ${ask.runId}) and r.state = 'committed'
          and r.committed_revision <= ${ask.revision}
          and ${isEffective({ run: sql`r.run_id`, employee: sql`a.employee_id`, revision: ask.revision })}
        order by s.employee_id, r.run_id`,
  );
}

/** The first payslips of a run, whatever its state, in the order of employee ids. */
export function partsOfRun(
  at: Reading,
  ask: { readonly runId: number; readonly limit: number },
): Promise<readonly PaidPart[]> {
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId", s.run_id as "runId", r.snapshot_revision as "snapshotRevision",
          ${amountsOfSlip}
        from payslip s join pay_run r using (run_id) where s.run_id = ${ask.runId}
        order by s.employee_id limit ${ask.limit}`,
  );
}

interface Elsewhere {
  readonly employeeId: number;
  /** The newest year-to-date of the tax year. */
  readonly ytdCodes: readonly number[];
  readonly ytdAmounts: readonly bigint[];
  /** A later run that is no correction has paid a difference for the payslip, or has taken one back. */
  readonly settledBy: number | null;
  /** The payslip takes something back for earlier runs. */
  readonly takesBack: boolean;
}

/** What else is known of the same people, who have a payslip in the run. */
export function correctionBasis(
  at: Reading,
  ask: OfRun & { readonly companyId: number; readonly taxYear: number },
): Promise<readonly Elsewhere[]> {
  return rowsOf(
    at,
    sql`select a.employee_id as "employeeId", n.ytd_codes as "ytdCodes", n.ytd_amounts as "ytdAmounts",
          (select max(t.run_id) from run_retro t join pay_run r using (run_id)
              left join pay_run u on u.run_id = r.reverses_run_id
            where t.past_run_id = ${ask.runId} and t.employee_id = a.employee_id
              and coalesce(r.corrects_run_id, u.corrects_run_id, 0) <> ${ask.runId}
              and r.state = 'committed' and r.committed_revision <= ${ask.revision}
            having sum(t.amount_minor) <> 0) as "settledBy",
          exists (select from run_retro t where t.run_id = ${ask.runId} and t.employee_id = a.employee_id
            and t.is_taken_back) as "takesBack"
        from unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (${newestYearToDate(ask)}) n`,
  );
}

export interface OpenCorrection {
  readonly runId: number;
  readonly periodId: number;
  readonly payOn: Temporal.PlainDate;
  readonly state: RunState;
  readonly employeeIds: readonly number[];
}

/** The one correction of a run that is neither committed nor voided. */
export async function openCorrectionOf(at: Reading, runId: number): Promise<OpenCorrection | null> {
  const [row] = await rowsOf<OpenCorrection>(
    at,
    sql`select r.run_id as "runId", r.period_id as "periodId", r.pay_on as "payOn", r.state,
          coalesce((select array_agg(e.id) from run_chunk k cross join unnest(k.employee_ids) as e(id)
            where k.run_id = r.run_id), '{}') as "employeeIds"
        from pay_run r where r.corrects_run_id = ${runId} and r.state not in ('committed', 'voided')`,
  );
  return row ?? null;
}

/** Of these people, those whose payslip was corrected, with the revision that the newest correction read. */
export function correctedSince(
  at: Reading,
  ask: OfRun,
): Promise<readonly { readonly employeeId: number; readonly snapshotRevision: number }[]> {
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId", max(r.snapshot_revision) as "snapshotRevision"
        from pay_run r join payslip s on s.run_id = r.run_id and s.employee_id = any(${ask.employeeIds}::int[])
        where r.corrects_run_id = ${ask.runId} and r.committed_revision <= ${ask.revision}
          and ${isEffective({ run: sql`r.run_id`, employee: sql`s.employee_id`, revision: ask.revision })}
        group by s.employee_id order by s.employee_id`,
  );
}

/** What of a payslip is added up with its corrections. */
interface CorrectableRow {
  readonly employeeId: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
}

/**
 * Payslips of runs, each with its corrections as known at a revision: what the person was paid for these days. Mostly
 * there are none, and the rows stay as they are.
 */
export async function withCorrections<Row extends CorrectableRow>(
  at: Reading,
  rows: readonly Row[],
  ask: { readonly revision: number; readonly runOf: (row: Row) => number },
): Promise<readonly Row[]> {
  const { revision, runOf } = ask;
  if (rows.length === 0) return rows;
  const runIds = [...new Set(rows.map(runOf))];
  const employeeIds = [...new Set(rows.map(({ employeeId }) => employeeId))];
  const found = await rowsOf<CorrectableRow & { readonly corrects: number }>(
    at,
    sql`select s.employee_id as "employeeId", r.corrects_run_id as corrects, s.gross_minor as "grossMinor",
          s.net_minor as "netMinor", s.line_codes as "lineCodes", s.line_amounts as "lineAmounts"
        from pay_run r
          join payslip s on s.run_id = r.run_id and s.employee_id = any(${employeeIds}::int[])
        where r.corrects_run_id = any(${runIds}::int[]) and r.committed_revision <= ${revision}
          and ${isEffective({ run: sql`r.run_id`, employee: sql`s.employee_id`, revision })}
        order by r.run_id`,
  );
  if (found.length === 0) return rows;
  const byPayslip = Map.groupBy(found, (one) => `${one.corrects} ${one.employeeId}`);
  return rows.map((row) =>
    (byPayslip.get(`${runOf(row)} ${row.employeeId}`) ?? []).reduce(addedUp, row),
  );
}

function addedUp<Row extends CorrectableRow>(one: Row, other: CorrectableRow): Row {
  const lines = new Map(one.lineCodes.map((code, nth) => [code, one.lineAmounts[nth] ?? 0n]));
  other.lineCodes.forEach((code, nth) => {
    lines.set(code, (lines.get(code) ?? 0n) + (other.lineAmounts[nth] ?? 0n));
  });
  const left = [...lines].filter(([, amount]) => amount !== 0n);
  return {
    ...one,
    grossMinor: one.grossMinor + other.grossMinor,
    netMinor: one.netMinor + other.netMinor,
    lineCodes: left.map(([code]) => code),
    lineAmounts: left.map(([, amount]) => amount),
  };
}

/** The committed runs that correct a payslip and are not reversed, oldest first. */
export async function correctionsOfPayslip(
  at: Reading,
  { runId, employeeId }: { readonly runId: number; readonly employeeId: number },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ readonly runId: number }>(
    at,
    sql`select r.run_id as "runId" from pay_run r join payslip s using (run_id)
        where r.corrects_run_id = ${runId} and r.state = 'committed' and s.employee_id = ${employeeId}
          and ${isEffective({ run: sql`r.run_id`, employee: sql`s.employee_id` })}
        order by r.run_id`,
  );
  return rows.map((row) => row.runId);
}

export interface CorrectionOf {
  readonly runId: number;
  readonly state: RunState;
  readonly people: number;
  readonly why: string;
}

/** The runs that correct payslips of a run, oldest first, without voided ones. */
export function correctionsOf(at: Reading, runId: number): Promise<readonly CorrectionOf[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.state, r.roster_count as people,
          (select e.facts ->> 'why' from audit_event e where e.company_id = r.company_id
            and e.subject = 'run:' || r.run_id and e.action = 'run.open' limit 1) as why
        from pay_run r where r.corrects_run_id = ${runId} and r.state <> 'voided' order by r.run_id`,
  );
}
