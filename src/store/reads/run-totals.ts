/**
 * The totals of runs and their hash: what an approval is bound to. Recomputed from rows, never from counters.
 *
 * The hash has two forms. Form 1 hashes all payslips of a run at once, so its input grows with the number of
 * people. Form 2 hashes the chunks' digests; `finishChunks` computes each in the transaction that stores
 * the chunk. A run keeps the form of its review. Decision 0078.
 */
import type { RunTotals } from '#run/blockers.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export type TotalsForm = 1 | 2;

export interface RecomputedTotals extends RunTotals {
  readonly form: TotalsForm;
  /** sha-256 over the totals and over every payslip, as hexadecimal digits. */
  readonly hash: string;
}

/** Everything of a payslip that somebody is paid or taxed by. */
const payslipBytes = sql`int4send(employee_id) || int8send(net_minor) ||
  int8send(gross_minor) || array_send(line_codes) || array_send(line_amounts) ||
  array_send(ytd_codes) || array_send(ytd_amounts)`;

/** An aggregate over payslips: the payslips' part of the hash of form 1. */
const digestOfSlips = sql`sha256(coalesce(string_agg(${payslipBytes}, ''::bytea order by employee_id), ''::bytea))`;

/** An aggregate over chunks: the payslips' part of the hash of form 2. */
const digestOfChunks = sql`sha256(coalesce(string_agg(digest, ''::bytea order by ordinal), ''::bytea))`;

/** The columns of a sum, in the order in which the hash has them. */
const amounts = ['gross', 'reimbursements', 'deductions', 'taxes', 'employer', 'net'] as const;
const amountColumns = amounts.map((name) => sql.ref(`${name}_minor`));

/** Aggregates over payslips or chunks, one a column of amounts. */
const sumsOfAmounts = sql.join(
  amountColumns.map((column) => sql`coalesce(sum(${column}), 0)::int8 as ${column}`),
  sql`, `,
);

/** `t` has the counts and amounts, and the digest of the payslips or of the chunks. */
function hashOf(form: TotalsForm, t: Sql): Sql {
  const counts = ['roster_count', 'paid_count', 'held_count', 'excluded_count'].map(sql.ref);
  const hashed = sql.join([...counts, ...amountColumns].map((column) => sql`${t}.${column}`));
  const leads = form === 1 ? sql`` : sql`${form}::int, `;
  return sql`encode(sha256(convert_to(concat_ws('|', ${leads}${hashed},
    encode(${t}.digest, 'hex')), 'UTF8')), 'hex')`;
}

const asTotals = sql`t.run_id as "runId", t.roster_count as roster, t.paid_count as paid,
  t.held_count as held, t.excluded_count as excluded, t.gross_minor as "grossMinor",
  t.reimbursements_minor as "reimbursementsMinor", t.deductions_minor as "deductionsMinor",
  t.taxes_minor as "taxesMinor", t.employer_minor as "employerMinor", t.net_minor as "netMinor"`;

const exceptionCounts = sql`select (count(*) filter (where disposition = 'held'))::int as held_count,
    (count(*) filter (where disposition = 'excluded'))::int as excluded_count
  from run_exception where run_id = r.run_id`;

/**
 * In the form of the run; when it has none yet, in form 2 if all of its chunks have a digest. A chunk
 * has none if a worker of an older version calculated it.
 */
export async function totalsFromRows(
  at: Reading,
  run: { readonly runId: number; readonly form?: TotalsForm | undefined },
): Promise<RecomputedTotals> {
  const { runId, form } = run;
  const totals = await totalsOfRuns(at, { runIds: [runId], form: form ?? 2 });
  const [row] =
    totals.length > 0 || form !== undefined
      ? totals
      : await totalsOfRuns(at, { runIds: [runId], form: 1 });
  if (!row) throw new RangeError(`run ${runId} has no totals of form ${form ?? 1}`);
  return row;
}

/** Of several runs at once. In form 2 a run that has a chunk without a digest is left out. */
export function totalsOfRuns(
  at: Reading,
  ask: { readonly runIds: readonly number[]; readonly form: TotalsForm },
): Promise<readonly (RecomputedTotals & { readonly runId: number })[]> {
  const { runIds, form } = ask;
  const paid =
    form === 1
      ? sql`select count(*)::int as paid_count, true as has_all, ${sumsOfAmounts}, ${digestOfSlips} as digest
          from payslip where run_id = r.run_id`
      : sql`select coalesce(sum(paid_count), 0)::int as paid_count, count(digest) = count(*) as has_all,
            ${sumsOfAmounts}, ${digestOfChunks} as digest
          from run_chunk where run_id = r.run_id`;
  return rowsOf(
    at,
    sql`select ${asTotals}, ${form}::int as form, ${hashOf(form, sql`t`)} as hash
        from (select r.run_id, r.roster_count, paid.*, others.*
          from pay_run r cross join lateral (${paid}) paid cross join lateral (${exceptionCounts}) others
          where r.run_id = any(${runIds}::int[]) and paid.has_all) t
        order by t.run_id`,
  );
}

/**
 * From the first employee of a chunk `c` to the last: neither table has an index by chunk. `people` are the two
 * of `sumsOfChunk`, looked up once.
 */
function ofChunk(row: Sql): Sql {
  return sql`${row}.run_id = c.run_id and ${row}.ordinal = c.ordinal
    and ${row}.employee_id >= people.first and ${row}.employee_id <= people.last`;
}

/** What a chunk `c` sums up: its payslips, their digest, and how many people it holds. */
export const sumsOfChunk: Sql = sql`
  select sums.* from (select min(id) as first, max(id) as last from unnest(c.employee_ids) id) people
  cross join lateral (
    select count(*)::int as paid_count,
      (select count(*)::int from run_exception x where ${ofChunk(sql`x`)}) as held_count, ${sumsOfAmounts},
      sha256(int4send(c.ordinal) || coalesce(string_agg(${payslipBytes}, ''::bytea order by employee_id), ''::bytea))
        as digest
    from payslip s where ${ofChunk(sql`s`)}) sums`;

/** The columns of a chunk that hold them. */
export const summedColumns: readonly string[] = [
  ...['paid_count', 'held_count', ...amounts.map((name) => `${name}_minor`), 'digest'],
];

function columnsOf(t: Sql): Sql {
  return sql.join(summedColumns.map((column) => sql`${t}.${sql.ref(column)}`));
}

/** Chunks whose sums or digest are not those of their payslips and held people. */
export const chunksWithOtherSums: Sql<{ readonly run_id: number; readonly ordinal: number }> = sql`
  select c.run_id, c.ordinal from run_chunk c cross join lateral (${sumsOfChunk}) sums
  where c.digest is not null
    and row(${columnsOf(sql`c`)}) is distinct from row(${columnsOf(sql`sums`)})`;

/** Approved and committed runs whose hash is not that of their payslips (form 1) or chunks (form 2). */
export const runsWithOtherHash: Sql<{ readonly run_id: number }> = sql`
  select r.run_id
  from (select r.*, slips.digest from pay_run r cross join lateral (
      select ${digestOfSlips} as digest from payslip where run_id = r.run_id) slips
    where r.state in ('approved', 'committed') and r.totals_form = 1) r
  where r.totals_hash <> ${hashOf(1, sql`r`)}
  union all
  select r.run_id
  from (select r.*, chunks.digest from pay_run r cross join lateral (
      select ${digestOfChunks} as digest from run_chunk where run_id = r.run_id) chunks
    where r.state in ('approved', 'committed') and r.totals_form = 2) r
  where r.totals_hash <> ${hashOf(2, sql`r`)}`;
