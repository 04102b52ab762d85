/**
 * Which columns a run certificate covers: those of the run that it states, and those of rows that it has the hash of.
 *
 * A form never changes, so that a certificate of that form can always be verified. A new column that matters needs a
 * new form. `test/scenarios/certified-columns.test.ts` finds each column that is neither here nor left out for a reason.
 */
import { type Sql, sql } from '#store/sql.ts';

/**
 * 1: until the version that made a run was stored. 2: until a company had settings for the rate of overtime, and a
 * certificate said since when its key exists.
 */
export type CertificateForm = 1 | 2 | 3;

/** The hashes that a certificate has of rows, by its form. */
interface HashesOf {
  1: 'inputs' | 'rules' | 'pay_codes' | 'payslips' | 'not_paid' | 'approvals' | 'lifted_limits';
  2: HashesOf[1] | 'books';
  3: HashesOf[2];
}
export type CertifiedHash = HashesOf[CertificateForm];

/** The run that a certificate is about. */
export interface OfCertifiedRun {
  readonly runId: number;
  readonly companyId: number;
  /** The revision that the run read. */
  readonly snapshotRevision: number;
  /** The revision by which departments and accounts of the run's journal are known. */
  readonly booksRevision: number;
}

/** Rows that a hash covers, each as a list of its columns in this order. */
export interface HashedRows {
  /** Stands in front of the columns of each row. */
  readonly name: string;
  /** The table of each alias. */
  readonly of: Readonly<Record<string, string>>;
  /**
   * `alias.column`, with ` as hex` for bytes, ` as utc` for moments in any session's time zone, and ` as numbers` or
   * ` as texts` for arrays.
   */
  readonly columns: readonly string[];
  /** Everything after `select …`. */
  readonly rows: (run: OfCertifiedRun) => Sql;
}

/** The facts of a run `r`, its company `c` and its period `p` that a certificate states, by their names in `CertifiedRow`. */
export const certifiedFacts = {
  ...{ runId: 'r.run_id', companyId: 'c.company_id', company: 'c.code', currency: 'c.currency' },
  ...{ kind: 'r.kind', state: 'r.state', startOn: 'p.start_on', endOn: 'p.end_on' },
  ...{ payOn: 'r.pay_on', paysHeldOf: 'r.pays_held_of', reverses: 'r.reverses_run_id' },
  ...{ corrects: 'r.corrects_run_id', epoch: 'r.epoch', totalsForm: 'r.totals_form' },
  ...{ snapshotRevision: 'r.snapshot_revision', committedRevision: 'r.committed_revision' },
  committedAt: 'r.committed_at',
  ...{ roster: 'r.roster_count', paid: 'r.paid_count', held: 'r.held_count' },
  ...{ excluded: 'r.excluded_count', grossMinor: 'r.gross_minor' },
  ...{ reimbursementsMinor: 'r.reimbursements_minor', deductionsMinor: 'r.deductions_minor' },
  ...{ taxesMinor: 'r.taxes_minor', employerMinor: 'r.employer_minor', netMinor: 'r.net_minor' },
  totalsHash: 'r.totals_hash',
} as const;

function columnsOf(alias: string, columns: string): readonly string[] {
  return columns.split(',').map((column) => `${alias}.${column.trim()}`);
}

/** Versions of an input that are known at a revision. The revision that ends a version is not known yet. */
function versions(
  table: string,
  columns: string,
  how: { readonly at?: 'snapshotRevision' | 'booksRevision'; readonly where?: Sql } = {},
): HashedRows {
  const { at = 'snapshotRevision', where = sql`true` } = how;
  return {
    ...{ name: table, of: { v: table }, columns: columnsOf('v', columns) },
    rows: ({ companyId, [at]: revision }) =>
      sql`from ${sql.ref(table)} v where v.company_id = ${companyId} and v.from_revision <= ${revision}
        and (v.until_revision is null or v.until_revision > ${revision}) and ${where}`,
  };
}

/** All rows of the run. */
function ofRun(table: string, columns: string): HashedRows {
  return {
    ...{ name: table, of: { v: table }, columns: columnsOf('v', columns) },
    rows: ({ runId, companyId }) =>
      sql`from ${sql.ref(table)} v where v.company_id = ${companyId} and v.run_id = ${runId}`,
  };
}

const personColumns = `employee_id, from_revision, schedule_id, name, hired_on, ended_on, pay_type,
  annual_salary_minor, hourly_rate_micro, work_state, tax_form, overtime, earlier`;
const itemColumns = `employee_id, pay_code_id, from_revision, amount_minor, percent_micro, part, job, reference,
  from_on, until_on, quantity_micro, rate_micro, balance_minor`;

const otherInputs: readonly HashedRows[] = [
  versions(
    'employee_terms',
    `employee_id, job, from_on, from_revision, until_on, pay_type, annual_salary_minor,
    hourly_rate_micro`,
  ),
  versions(
    'employee_move',
    'employee_id, effective_on, from_revision, from_schedule_id, to_schedule_id, reason',
  ),
  versions(
    'period_item',
    `period_id, employee_id, pay_code_id, from_revision, quantity_micro, amount_minor, part, job,
    worked_on, rate_micro, percent_micro`,
  ),
  versions('opening_balance', 'employee_id, tax_year, pay_code_id, from_revision, amount_minor'),
  versions(
    'owed_decision',
    'employee_id, kind, past_run_id, from_revision, amount_minor, percent_micro, why',
  ),
  {
    ...{ name: 'confirmed_change', of: { v: 'confirmed_change' } },
    columns: columnsOf(
      'v',
      'employee_id, what, subject, revision, confirmed_by, why, from_revision',
    ),
    rows: ({ companyId, snapshotRevision }) =>
      sql`from confirmed_change v where v.company_id = ${companyId} and v.from_revision <= ${snapshotRevision}`,
  },
];

/** `more`: the columns that a form has in addition. */
function inputs(more: { readonly person: string; readonly item: string }): readonly HashedRows[] {
  return [
    versions('employee_version', `${personColumns}${more.person}`),
    versions('employee_item', `${itemColumns}${more.item}`),
    ...otherInputs,
  ];
}

const settings = `from_revision, proration, hours_per_year, supplemental_method, futa_percent,
  held_percent_max, overtime, workweek_start, limits`;

/** `more`: the settings that a form has in addition. */
function payCodes(more: string): readonly HashedRows[] {
  return [
    versions('pay_code', 'pay_code_id, valid_from, from_revision, code, definition'),
    versions('pay_settings', `${settings}${more}`),
  ];
}

const payslips: readonly HashedRows[] = [
  ofRun(
    'payslip',
    `employee_id, ordinal, epoch, gross_minor, reimbursements_minor, deductions_minor, taxes_minor,
    employer_minor, net_minor, line_codes as numbers, line_amounts as numbers, ytd_codes as numbers,
    ytd_amounts as numbers, warnings as texts`,
  ),
  ofRun('run_retro', 'employee_id, past_run_id, amount_minor, is_taken_back'),
  ofRun('run_reversal', 'employee_id, reversed_run_id'),
  {
    ...{ name: 'employee', of: { e: 'employee' }, columns: columnsOf('e', 'employee_id, number') },
    rows: ({ runId, companyId }) =>
      sql`from employee e join payslip s on s.run_id = ${runId} and s.employee_id = e.employee_id
        where e.company_id = ${companyId}`,
  },
];

const liftedLimits: readonly HashedRows[] = [
  {
    ...{ name: 'lifted_limit', of: { l: 'lifted_limit' } },
    columns: columnsOf('l', 'employee_id, code, seen as hex, lifted_by, why, from_revision'),
    rows: ({ runId, companyId, snapshotRevision }) =>
      sql`from lifted_limit l join pay_run r on r.run_id = ${runId} and r.period_id = l.period_id
        where l.company_id = ${companyId} and l.from_revision <= ${snapshotRevision}`,
  },
];

/** The period and the run in one row. */
function periodRows(more: { readonly period: string; readonly run: string }): HashedRows {
  const columns = [
    ...columnsOf('p', 'period_id, schedule_id, frequency, start_on, end_on, nominal_pay_on, kind'),
    ...columnsOf(
      'r',
      `kind, state_tax, tax_year, weekly_overtime, review, forced_reason, late_reason, off_cycle_key`,
    ),
    ...(more.period === '' ? [] : columnsOf('p', more.period)),
    ...(more.run === '' ? [] : columnsOf('r', more.run)),
  ];
  return {
    ...{ name: 'pay_period', of: { p: 'pay_period', r: 'pay_run' }, columns },
    rows: ({ runId }) =>
      sql`from pay_run r join pay_period p using (period_id) where r.run_id = ${runId}`,
  };
}

const dueInstant: HashedRows = {
  ...{ name: 'due_instant', of: { d: 'due_instant' } },
  columns: columnsOf('d', 'local_time, time_zone, rule, due_at as utc'),
  rows: ({ runId }) =>
    sql`from due_instant d join pay_run r using (period_id)
      where r.run_id = ${runId} and d.stage = 'open' and d.fulfilled_by = r.run_id`,
};

const approval = 'run_epoch, approver, reason, totals_hash, second_eyes, approved_at as utc';

const same = {
  inputs: inputs({ person: '', item: '' }),
  pay_codes: payCodes(''),
  payslips,
  lifted_limits: liftedLimits,
};

/** What the second form has in addition. */
const withBooks = {
  ...same,
  rules: [
    periodRows({
      period: 'pay_on, pay_on_reason, whole_start_on, whole_end_on, by_hand',
      run: `opened_by, due_at as utc, covers_days, pays_owed, off_cycle_digest, warnings`,
    }),
    dueInstant,
  ],
  not_paid: [
    ofRun('run_exception', 'employee_id, disposition, code, detail, hint, facts, seen as hex'),
  ],
  approvals: [
    ofRun('approval', `${approval}, seen`),
    ofRun(
      'run_objection',
      `run_epoch, person, why, objected_at as utc, withdrawn_by, withdrawn_why, withdrawn_at as utc`,
    ),
  ],
  books: [
    versions(
      'employee_version',
      'employee_id, department, cost_centre, job_title, assigned_on, earlier_assignments',
      {
        at: 'booksRevision',
        where: sql`num_nonnulls(v.department, v.cost_centre, v.job_title) > 0`,
      },
    ),
    versions('account_settings', 'from_revision, accounts', { at: 'booksRevision' }),
  ],
};

/** What each hash of a form covers. */
export const certifiedRows: {
  readonly [Form in CertificateForm]: Readonly<Record<HashesOf[Form], readonly HashedRows[]>>;
} = {
  1: {
    ...same,
    rules: [periodRows({ period: '', run: '' }), dueInstant],
    not_paid: [ofRun('run_exception', 'employee_id, disposition, code, detail')],
    approvals: [ofRun('approval', approval)],
  },
  2: withBooks,
  3: {
    ...withBooks,
    inputs: inputs({ person: ', birth_on', item: ', limit_minor, limit_for' }),
    pay_codes: payCodes(', job_rate_overtime, daily_overtime'),
  },
};
