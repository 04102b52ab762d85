/** How a run compares with the last one of its schedule, from the sums of its chunks. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface StoredComparison {
  readonly known: number;
  readonly again: number;
  readonly againMinor: bigint;
  readonly lastMinor: bigint;
  /** Null: no run of the schedule is committed. */
  readonly lastPaid: number | null;
  /** The company's pay codes that the last run did not know, by id. */
  readonly newCodes: readonly { readonly payCodeId: number; readonly code: string }[];
  readonly currency: string;
}

/** Null when a worker of an older version calculated a chunk. */
export async function storedComparison(
  at: Reading,
  runId: number,
): Promise<StoredComparison | null> {
  const [row] = await rowsOf<StoredComparison & { readonly hasAll: boolean }>(
    at,
    sql`select count(c.known_count) = count(*) as "hasAll", coalesce(sum(c.known_count), 0)::int as known,
          coalesce(sum(c.again_count), 0)::int as again,
          coalesce(sum(c.again_minor), 0)::int8 as "againMinor",
          coalesce(sum(c.last_minor), 0)::int8 as "lastMinor", l.paid_count as "lastPaid",
          company.currency,
          (select coalesce(jsonb_agg(jsonb_build_object('payCodeId', n.pay_code_id, 'code', n.code)
              order by n.code), '[]')
            from (select pay_code_id, min(code) as code from pay_code
              where company_id = r.company_id and from_revision <= r.snapshot_revision
              group by pay_code_id having min(from_revision) > l.snapshot_revision) n) as "newCodes"
        from pay_run r
          cross join lateral (select currency from company where company_id = r.company_id offset 0) company
          cross join lateral (select * from pay_period where period_id = r.period_id offset 0) p
          cross join lateral (select * from run_chunk where run_id = r.run_id offset 0) c
          left join lateral (select o.paid_count, o.snapshot_revision
            from (select q.period_id, q.end_on from pay_period q where q.company_id = r.company_id
                and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0)
                and q.end_on < p.start_on offset 0) q
              cross join lateral (select * from pay_run o where o.period_id = q.period_id
                and o.kind = 'regular' and o.state = 'committed'
                and o.committed_revision <= r.snapshot_revision offset 0) o
            order by q.end_on desc limit 1) l on true
        where r.run_id = ${runId}
        group by r.company_id, r.snapshot_revision, l.paid_count, l.snapshot_revision, company.currency`,
  );
  return row?.hasAll === true ? row : null;
}

/** Of these pay codes, those under which the run pays somebody. */
export async function codesUsedBy(
  at: Reading,
  ask: { readonly runId: number; readonly payCodeIds: readonly number[] },
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<{ id: number }>(
    at,
    sql`select id from unnest(${ask.payCodeIds}::int[]) as id
        where exists (select from payslip s where s.run_id = ${ask.runId} and id = any(s.line_codes))`,
  );
  return new Set(rows.map(({ id }) => id));
}
