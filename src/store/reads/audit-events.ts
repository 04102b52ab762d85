/** The rows of audit chains, and what is wrong with a chain. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { Violation } from './evidence.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export interface AuditEventRow {
  readonly seq: number;
  readonly at: Temporal.Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON in the form that the hash covers. */
  readonly facts: string;
  /** sha-256 in hexadecimal digits, which also covers the row before. */
  readonly hash: string;
}

export interface AuditFilter {
  readonly subject: string | null;
  /** Also finds what somebody did on another person's behalf. */
  readonly actor: string | null;
  /** Days in the company's time zone, both included. */
  readonly fromOn: Temporal.PlainDate | null;
  readonly toOn: Temporal.PlainDate | null;
}

/** The newest first, or the oldest. */
export function auditPage(
  at: Reading,
  ask: AuditFilter & {
    readonly companyId: number;
    readonly timeZone: string;
    /** The row with which the page before ended. */
    readonly before: number | null;
    /** The oldest first, and the page before ended with this row; 0: the first page. */
    readonly after?: number;
    readonly limit: number;
  },
): Promise<readonly AuditEventRow[]> {
  const conditions: Sql<unknown>[] = [sql`e.company_id = ${ask.companyId}`];
  const { before, after, subject, actor, fromOn, toOn, timeZone } = ask;
  const midnight = (day: Temporal.PlainDate) =>
    sql`(${day}::date::timestamp at time zone ${timeZone}::text)`;
  if (before !== null) conditions.push(sql`e.seq < ${before}`);
  if (after !== undefined) conditions.push(sql`e.seq > ${after}`);
  if (subject !== null) conditions.push(sql`e.subject = ${subject}`);
  if (actor !== null)
    conditions.push(sql`(e.actor = ${actor} or starts_with(e.actor, ${`${actor} for `}))`);
  if (fromOn !== null) conditions.push(sql`e.at >= ${midnight(fromOn)}`);
  if (toOn !== null) conditions.push(sql`e.at < ${midnight(toOn.add({ days: 1 }))}`);
  return rowsOf(
    at,
    sql`select e.seq::float8 as seq, e.at, e.actor, e.action, e.subject, e.facts::text as facts,
          encode(e.hash, 'hex') as hash
        from audit_event e where ${sql.join(conditions, sql` and `)}
        order by e.seq ${after === undefined ? sql`desc` : sql`asc`} limit ${ask.limit}`,
  );
}

export interface AuditHeadRow {
  /** The number of its last row, and so of its rows. */
  readonly seq: number;
  readonly hash: string;
  readonly lastAt: Temporal.Instant | null;
}

export async function auditHead(at: Reading, companyId: number): Promise<AuditHeadRow> {
  const [row] = await rowsOf<AuditHeadRow>(
    at,
    sql`select h.seq::float8 as seq, encode(h.hash, 'hex') as hash, e.at as "lastAt"
        from audit_head h left join audit_event e on e.company_id = h.company_id and e.seq = h.seq
        where h.company_id = ${companyId}`,
  );
  return row ?? { seq: 0, hash: '', lastAt: null };
}

export interface CompanyHeadRow extends AuditHeadRow {
  readonly companyId: number;
  readonly company: string;
  /** By the clock of the database. */
  readonly now: Temporal.Instant;
}

/** Of every company that has audit rows. */
export function headsOfCompanies(
  at: Reading,
  of: OfCompanies = {},
): Promise<readonly CompanyHeadRow[]> {
  return rowsOf(
    at,
    sql`select h.company_id as "companyId", c.code as company, h.seq::float8 as seq,
          encode(h.hash, 'hex') as hash, e.at as "lastAt", paybeat_now() as now
        from audit_head h join company c using (company_id)
          left join audit_event e on e.company_id = h.company_id and e.seq = h.seq
        where h.seq > 0 and ${isOf(sql`h.company_id`, of)} order by h.company_id`,
  );
}

/** Rows that do not follow from the row before, and heads that are missing or not the last row. */
export const brokenChains: Sql<Violation> = sql`
    with linked as (
      select e.*, coalesce(lag(hash) over chain, ''::bytea) as previous,
        coalesce(lag(seq) over chain, 0) as previous_seq
      from audit_event e window chain as (partition by company_id order by seq))
    select 'company:' || company_id as subject, 'audit row ' || seq || ' was altered' as detail
    from linked
    where seq <> previous_seq + 1
      or hash <> paybeat_audit_hash(previous, company_id, seq, at, actor, action, subject, facts)
    union all
    select 'company:' || h.company_id, 'the head of the audit chain is not its last row'
    from audit_head h left join lateral (
      select seq, hash from audit_event e where e.company_id = h.company_id
      order by seq desc limit 1) last on true
    where (h.seq, h.hash) is distinct from (coalesce(last.seq, 0), coalesce(last.hash, ''::bytea))
    union all
    select 'company:' || c.company_id, 'the head of the audit chain is missing'
    from company c where exists (select from audit_event e where e.company_id = c.company_id)
      and not exists (select from audit_head h where h.company_id = c.company_id)`;
