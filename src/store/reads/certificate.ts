/**
 * What a run certificate says of a committed run: its facts, and hashes over the rows that it was made from. All of
 * these rows are final, so the same run always has the same certificate.
 *
 * A hash covers exactly the columns that certified-columns.ts names. Rows are hashed one by one, and then their hashes:
 * the memory for a million rows is 32 MB.
 */
import type { RunTotals } from '#run/blockers.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import {
  type CertificateForm,
  type CertifiedHash,
  certifiedFacts,
  certifiedRows,
  type HashedRows,
  type OfCertifiedRun,
} from './certified-columns.ts';
import { chunksWithOtherSums, totalsFromRows } from './run-totals.ts';

export interface CertifiedRow extends RunTotals, OfCertifiedRun {
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
  readonly committedRevision: number;
  readonly committedAt: Temporal.Instant;
  readonly totalsHash: string;
  /** The audit row of the commit. Null: there is none, which no program of ours does. */
  readonly auditSeq: number | null;
  readonly auditHash: string | null;
  /** The hash of the totals that the audit row says were committed. */
  readonly auditTotals: string | null;
  /** The version of Paybeat that the audit row says has committed. Null: before that was stored. */
  readonly committedVersion: string | null;
  /** Of the loaded tax tables that the run read. The hash of its table is certified. */
  readonly tablesRevision: number;
}

/** A reversal has the departments and accounts of the run that it reverses. */
export async function certifiedRun(at: Reading, runId: number): Promise<CertifiedRow | null> {
  const facts = Object.entries(certifiedFacts).map(
    ([name, column]) => sql`${sql.ref(column)} as ${sql.ref(name)}`,
  );
  const [row] = await rowsOf<CertifiedRow>(
    at,
    sql`select ${sql.join(facts)},
          coalesce(o.committed_revision, r.committed_revision) as "booksRevision",
          r.tables_revision as "tablesRevision", e.seq::float8 as "auditSeq", encode(e.hash, 'hex') as "auditHash",
          e.facts ->> 'totals' as "auditTotals", e.facts ->> 'version' as "committedVersion"
        from pay_run r join company c using (company_id) join pay_period p using (period_id)
          left join pay_run o on o.run_id = r.reverses_run_id
          left join audit_event e on e.company_id = r.company_id and e.subject = 'run:' || r.run_id
            and e.action = 'run.commit'
        where r.run_id = ${runId}`,
  );
  return row ?? null;
}

/** A column as a value of `json_build_array`. */
function valueOf(column: string): Sql {
  const [name = '', how] = column.split(' as ');
  const value = sql.ref(name);
  if (how === undefined) return value;
  if (how === 'hex') return sql`encode(${value}, 'hex')`;
  if (how === 'utc') return sql`(${value} at time zone 'UTC')`;
  if (how === 'texts') return sql`to_jsonb(${value})`;
  // Millions of numbers: this is five times as fast as to_jsonb. Only somebody else writes arrays of arrays.
  return sql`case when coalesce(array_ndims(${value}), 1) = 1
    then ('[' || array_to_string(${value}, ', ', 'null') || ']')::json else to_jsonb(${value})::json end`;
}

/**
 * One hash a row, with its name: of the text that `jsonb_build_array` would give, and never builds. A null and an empty
 * text are different.
 */
function hashedRows({ name, columns, rows }: HashedRows, run: OfCertifiedRun): Sql {
  const values = sql.join(columns.map(valueOf));
  return sql`select sha256(convert_to(json_build_array(${name}::text, ${values})::text, 'UTF8')) as h ${rows(run)}`;
}

/**
 * One at a time, so that the server sorts the hashes of one kind only. The order of rows does not count, because a row
 * has its key.
 */
async function certifiedHash(
  at: Reading,
  run: OfCertifiedRun,
  hashed: readonly HashedRows[],
): Promise<string> {
  const rows = sql.join(
    hashed.map((of) => hashedRows(of, run)),
    sql` union all `,
  );
  const [row] = await rowsOf<{ readonly hash: string }>(
    at,
    sql`select encode(sha256(coalesce(string_agg(h, ''::bytea order by h), ''::bytea)), 'hex') as hash
        from (${rows}) hashed`,
  );
  return row?.hash ?? '';
}

/** The hash of each kind of rows, in the form of a certificate. */
export async function certifiedHashesOf(
  at: Reading,
  run: OfCertifiedRun,
  form: CertificateForm,
): Promise<Readonly<Partial<Record<CertifiedHash, string>>>> {
  const hashes: Partial<Record<string, string>> = {};
  for (const [what, rows] of Object.entries(certifiedRows[form])) {
    hashes[what] = await certifiedHash(at, run, rows);
  }
  return hashes;
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

/** A page of committed runs, the oldest commit first. */
export function committedRunsAfter(
  at: Reading,
  ask: {
    /** The last run of the page before. Null: from the first run on. */
    readonly after: CommittedRow | null;
    readonly limit: number;
  },
): Promise<readonly CommittedRow[]> {
  const { after, limit } = ask;
  return rowsOf(
    at,
    sql`select run_id as "runId", committed_at as "committedAt" from pay_run
        where committed_revision > 0 ${
          after === null
            ? sql``
            : sql`and (committed_at, run_id) > (${after.committedAt}::timestamptz, ${after.runId}::int)`
        }
        order by committed_at, run_id limit ${limit}`,
  );
}
