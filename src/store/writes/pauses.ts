/** Pauses and resumes workers, by name or all at once. An order holds until the next one. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

/** Serializes orders until the transaction ends, so that the second of two sees the first. */
export async function lockOrders(tx: Writing): Promise<void> {
  await rowsOf(tx, sql`lock table worker_pause in share row exclusive mode`);
}

/** An order to all workers ends every earlier order to a single worker. */
export async function orderAll(
  tx: Writing,
  order: { readonly isPaused: boolean; readonly by: string },
): Promise<void> {
  await rowsOf(tx, sql`delete from worker_pause`);
  if (!order.isPaused) return;
  await rowsOf(
    tx,
    sql`insert into worker_pause (worker_name, is_paused, ordered_by) values ('*', true, ${order.by})
        on conflict do nothing`,
  );
}

export async function orderNamed(
  tx: Writing,
  order: {
    readonly workerNames: readonly string[];
    readonly isPaused: boolean;
    readonly by: string;
  },
): Promise<void> {
  const { workerNames, isPaused, by } = order;
  await rowsOf(
    tx,
    sql`insert into worker_pause (worker_name, is_paused, ordered_by)
        select distinct name, ${isPaused}::boolean, ${by}::text from unnest(${workerNames}::text[]) as name
        on conflict (worker_name) do update set is_paused = excluded.is_paused,
          since = paybeat_now(), ordered_by = excluded.ordered_by`,
  );
}
