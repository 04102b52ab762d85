/**
 * What a run certificate says of a committed run: its facts, and hashes over the rows that it was made from. All of
 * these rows are final, so the same run always has the same certificate.
 *
 * A hash covers exactly the columns that are named here, so a new column changes no certificate. Rows are hashed one by
 * one, and then their hashes: the memory for a million rows is 32 MB.
 */
import type { RunTotals } from '#run/blockers.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { chunksWithOtherSums, totalsFromRows } from './run-totals.ts';

export interface CertifiedRow extends RunTotals {
  readonly runId: number;
  readonly companyId: number;
  readonly company: string;
  readonly currency: string;
  readonly kind: string;
  readonly state: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly paysHeldOf: number | null;
  readonly reverses: number | null;
  readonly corrects: number | null;
  readonly epoch: number;
  readonly totalsForm: 1 | 2;
  readonly snapshotRevision: number;
  readonly committedRevision: number;
  readonly committedAt: Temporal.Instant;
  readonly totalsHash: string;
  /** The audit row of the commit. Null: there is none, which no program of ours does. */
  readonly auditSeq: number | null;
  readonly auditHash: string | null;
  /** The hash of the totals that the audit row says were committed. */
  readonly auditTotals: string | null;
}

export async function certifiedRun(at: Reading, runId: number): Promise<CertifiedRow | null> {
  const [row] = await rowsOf<CertifiedRow>(
    at,
    sql`select r.run_id as "runId", r.company_id as "companyId", c.code as company, c.currency, r.kind,
          r.state, p.start_on as "startOn", p.end_on as "endOn", r.pay_on as "payOn",
          r.pays_held_of as "paysHeldOf", r.reverses_run_id as reverses, r.corrects_run_id as corrects, r.epoch,
          r.totals_form as "totalsForm", r.snapshot_revision as "snapshotRevision",
          r.committed_revision as "committedRevision", r.committed_at as "committedAt",
          r.roster_count as roster, r.paid_count as paid, r.held_count as held,
          r.excluded_count as excluded, r.gross_minor as "grossMinor",
          r.reimbursements_minor as "reimbursementsMinor", r.deductions_minor as "deductionsMinor",
          r.taxes_minor as "taxesMinor", r.employer_minor as "employerMinor", r.net_minor as "netMinor",
          r.totals_hash as "totalsHash", e.seq::float8 as "auditSeq", encode(e.hash, 'hex') as "auditHash",
          e.facts ->> 'totals' as "auditTotals"
        from pay_run r join company c using (company_id) join pay_period p using (period_id)
          left join audit_event e on e.company_id = r.company_id and e.subject = 'run:' || r.run_id
            and e.action = 'run.commit'
        where r.run_id = ${runId}`,
  );
  return row ?? null;
}

export const certifiedHashes = [
  'inputs',
  'rules',
  'pay_codes',
  'payslips',
  'not_paid',
  'approvals',
  'lifted_limits',
] as const;
type CertifiedHash = (typeof certifiedHashes)[number];

/** The columns of versioned tables, without the revision that ends a version: it is not known yet. */
const inputColumns: Readonly<Record<string, string>> = {
  employee_version: `employee_id, from_revision, schedule_id, name, hired_on, ended_on, pay_type,
    annual_salary_minor, hourly_rate_micro, work_state, tax_form, overtime, earlier`,
  employee_item: `employee_id, pay_code_id, from_revision, amount_minor, percent_micro, part, job, reference,
    from_on, until_on, quantity_micro, rate_micro, balance_minor`,
  employee_terms: `employee_id, job, from_on, from_revision, until_on, pay_type, annual_salary_minor,
    hourly_rate_micro`,
  employee_move: `employee_id, effective_on, from_revision, from_schedule_id, to_schedule_id, reason`,
  period_item: `period_id, employee_id, pay_code_id, from_revision, quantity_micro, amount_minor, part, job,
    worked_on, rate_micro, percent_micro`,
  opening_balance: `employee_id, tax_year, pay_code_id, from_revision, amount_minor`,
  owed_decision: `employee_id, kind, past_run_id, from_revision, amount_minor, percent_micro, why`,
};

const payCodeColumns: Readonly<Record<string, string>> = {
  pay_code: 'pay_code_id, valid_from, from_revision, code, definition',
  pay_settings: `from_revision, proration, hours_per_year, supplemental_method, futa_percent,
    held_percent_max, overtime, workweek_start, limits`,
};

const slipColumns = `employee_id, ordinal, epoch, gross_minor, reimbursements_minor, deductions_minor,
  taxes_minor, employer_minor, net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts, warnings`;

function columns(text: string): Sql {
  return sql.join(text.split(',').map((name) => sql.ref(name.trim())));
}

/** One hash a row, with the name of its table. A null and an empty text are different. */
function hashedRow(table: string, names: Sql): Sql {
  return sql`sha256(convert_to(jsonb_build_array(${table}::text, ${names})::text, 'UTF8'))`;
}

/** `rows` has a column `h`, the hash of a row. Their order does not count, because a row has its key. */
function hashOfRows(rows: Sql): Sql {
  return sql`(select encode(sha256(coalesce(string_agg(h, ''::bytea order by h), ''::bytea)), 'hex')
    from (${rows}) hashed)`;
}

function versionsAt(tables: Readonly<Record<string, string>>, run: CertifiedRow): Sql {
  return sql.join(
    Object.entries(tables).map(
      ([table, names]) => sql`select ${hashedRow(table, columns(names))} as h from ${sql.ref(table)}
        where company_id = ${run.companyId} and from_revision <= ${run.snapshotRevision}
          and (until_revision is null or until_revision > ${run.snapshotRevision})`,
    ),
    sql` union all `,
  );
}

function ofRun(table: string, names: string, run: CertifiedRow): Sql {
  return sql`select ${hashedRow(table, columns(names))} as h from ${sql.ref(table)}
    where company_id = ${run.companyId} and run_id = ${run.runId}`;
}

function hashOf(what: CertifiedHash, run: CertifiedRow): Sql {
  const { companyId, runId, snapshotRevision: revision } = run;
  const confirmed = sql`select ${hashedRow(
    'confirmed_change',
    sql`employee_id, what, subject, revision, confirmed_by, why, from_revision`,
  )} as h from confirmed_change where company_id = ${companyId} and from_revision <= ${revision}`;
  switch (what) {
    case 'inputs':
      return sql`${versionsAt(inputColumns, run)} union all ${confirmed}`;
    case 'pay_codes':
      return versionsAt(payCodeColumns, run);
    case 'payslips':
      return sql`${ofRun('payslip', slipColumns, run)} union all
        ${ofRun('run_retro', 'employee_id, past_run_id, amount_minor, is_taken_back', run)} union all
        ${ofRun('run_reversal', 'employee_id, reversed_run_id', run)} union all
        select ${hashedRow('employee', sql`e.employee_id, e.number`)} from employee e join payslip s
          on s.run_id = ${runId} and s.employee_id = e.employee_id where e.company_id = ${companyId}`;
    case 'not_paid':
      return ofRun('run_exception', 'employee_id, disposition, code, detail', run);
    case 'approvals':
      return sql`select ${hashedRow(
        'approval',
        sql`run_epoch, approver, reason, totals_hash, second_eyes, (approved_at at time zone 'UTC')`,
      )} as h from approval where company_id = ${companyId} and run_id = ${runId}`;
    case 'lifted_limits':
      return sql`select ${hashedRow(
        'lifted_limit',
        sql`l.employee_id, l.code, encode(l.seen, 'hex'), l.lifted_by, l.why, l.from_revision`,
      )} as h from lifted_limit l join pay_run r on r.run_id = ${runId} and r.period_id = l.period_id
        where l.company_id = ${companyId} and l.from_revision <= ${revision}`;
    case 'rules':
      return sql`select ${hashedRow(
        'pay_period',
        sql`p.period_id, p.schedule_id, p.frequency, p.start_on, p.end_on, p.nominal_pay_on, p.kind,
          r.kind, r.state_tax, r.tax_year, r.weekly_overtime, r.review, r.forced_reason, r.late_reason,
          r.off_cycle_key`,
      )} as h from pay_run r join pay_period p using (period_id) where r.run_id = ${runId}
        union all
        select ${hashedRow('due_instant', sql`d.local_time, d.time_zone, d.rule, (d.due_at at time zone 'UTC')`)}
        from due_instant d join pay_run r using (period_id)
        where r.run_id = ${runId} and d.stage = 'open' and d.fulfilled_by = r.run_id`;
  }
}

/** One at a time, so that the server sorts the hashes of one kind only. */
export async function certifiedHash(
  at: Reading,
  run: CertifiedRow,
  what: CertifiedHash,
): Promise<string> {
  const [row] = await rowsOf<{ readonly hash: string }>(
    at,
    sql`select ${hashOfRows(hashOf(what, run))} as hash`,
  );
  return row?.hash ?? '';
}

const summed = [
  ...(['roster', 'paid', 'held', 'excluded', 'grossMinor', 'reimbursementsMinor'] as const),
  ...(['deductionsMinor', 'taxesMinor', 'employerMinor', 'netMinor'] as const),
] as const;

/** Null: its payslips add up to its chunks, and these to its totals. Else what does not. */
export async function whyUnsound(at: Reading, run: CertifiedRow): Promise<string | null> {
  const { runId, totalsForm: form, totalsHash } = run;
  const totals = await totalsFromRows(at, { runId, form });
  if (totals.hash !== totalsHash || totalsHash !== run.auditTotals) return 'totals';
  if (summed.some((name) => totals[name] !== run[name])) return 'totals';
  const other = await rowsOf(
    at,
    sql`select 1 from (${chunksWithOtherSums}) c where c.run_id = ${runId} limit 1`,
  );
  return other.length === 0 ? null : 'payslips';
}

export interface CommittedRow {
  readonly runId: number;
  readonly committedAt: Temporal.Instant;
}

/** Committed runs, the oldest commit first. */
export function committedSince(
  at: Reading,
  ask: {
    /** Null: since ever. */
    readonly since: Temporal.Instant | null;
    readonly except: readonly number[];
    readonly limit: number;
  },
): Promise<readonly CommittedRow[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", committed_at as "committedAt" from pay_run
        where state = 'committed' and committed_at >= coalesce(${ask.since}::timestamptz, '-infinity')
          and not exists (select from unnest(${ask.except}::int[]) done where done = run_id)
        order by committed_at, run_id limit ${ask.limit}`,
  );
}
