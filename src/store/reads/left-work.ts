/**
 * Abandoned work: begun, and continued by nobody. Also says when more may appear.
 *
 * Every worker asks with every pulse, so the query reads only runs in motion.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { movesByItself } from './moves-by-itself.ts';

export interface LeftWork {
  /** Chunks that were given back or whose lease has expired. `epoch` is that of the last claim. */
  readonly chunks: readonly {
    readonly companyId: number;
    readonly runId: number;
    readonly ordinal: number;
    readonly epoch: number;
  }[];
  /** Runs whose chunks are all done and that nobody has moved on. */
  readonly runs: readonly { readonly companyId: number; readonly runId: number }[];
  /**
   * Seconds until the next lease of another worker expires, if it is not renewed; null when there is none.
   */
  readonly nextSeconds: number | null;
}

const listMax = 100;
/** The worker that finishes the last chunk of a run moves the run on at once, well within this time. */
const movesOnWithinSeconds = 3;

export async function leftWork(at: Reading, worker: string): Promise<LeftWork> {
  const [row] = await rowsOf<LeftWork>(
    at,
    sql`with motion as (
          select run_id, company_id, state,
            greatest(opened_at, calculated_at, reviewed_at, approved_at, step_retry_at, review_until) as moved_at
          from pay_run r
          where ${movesByItself}
        ), unfinished as (
          select m.company_id, c.run_id, c.ordinal, c.epoch, c.lease_owner, c.lease_until, c.retry_at
          from motion m join run_chunk c using (run_id)
          where m.state = 'calculating' and c.state = 'open'
        ), leased as (
          select lease_owner, lease_until from unfinished
          union all select lease_owner, lease_until from task where state = 'started'
        )
        select (
          select coalesce(jsonb_agg(jsonb_build_object('companyId', company_id, 'runId', run_id,
            'ordinal', ordinal, 'epoch', epoch)), '[]')
          from (select * from unfinished
            where epoch > 0 and (lease_until is null or lease_until <= paybeat_now())
              and (retry_at is null or retry_at <= paybeat_now())
            order by run_id, ordinal limit ${listMax}) as listed
        ) as chunks, (
          select coalesce(jsonb_agg(jsonb_build_object('companyId', company_id, 'runId', run_id)), '[]')
          from (select * from motion m
            where moved_at < paybeat_now() - make_interval(secs => ${movesOnWithinSeconds})
              and not exists (select from unfinished u where u.run_id = m.run_id)
              and not exists (select from run_chunk c where c.run_id = m.run_id
                and c.done_at >= paybeat_now() - make_interval(secs => ${movesOnWithinSeconds}))
            order by run_id limit ${listMax}) as listed
        ) as runs, (
          select extract(epoch from min(lease_until) - paybeat_now())::float8 from leased
          where lease_until > paybeat_now() and lease_owner <> ${worker}
        ) as "nextSeconds"`,
  );
  return row ?? { chunks: [], runs: [], nextSeconds: null };
}
