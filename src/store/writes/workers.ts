/** Who is alive: a heartbeat for people and for `verify`. Work is taken over by leases, not by this. */
import { sql } from 'kysely';
import { rowsOf, type Writing } from '#store/store.ts';

export async function beatHeart(
  tx: Writing,
  worker: { readonly id: string; readonly host: string; readonly pid: number },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into worker (worker_id, host, pid) values (${worker.id}, ${worker.host}, ${worker.pid})
        on conflict (worker_id) do update set seen_at = paybeat_now(), stopped_at = null`,
  );
}

export async function stopHeart(tx: Writing, workerId: string): Promise<void> {
  await rowsOf(tx, sql`update worker set stopped_at = paybeat_now() where worker_id = ${workerId}`);
}
