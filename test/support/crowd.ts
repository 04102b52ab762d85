/** Many people who do something to one run at once. */
import type pg from 'pg';

/**
 * How many sessions of this database wait for a lock. Inside the transaction of whoever holds it, PostgreSQL's
 * statistics would not be refreshed.
 */
export async function waitingForLocks(guard: pg.Client): Promise<number> {
  const { rows } = await guard.query(
    `select count(distinct pid)::int as waiting from pg_locks
     where not granted and pid in (select l.pid from pg_locks l join pg_database d
       on d.oid = l.database where d.datname = current_database())`,
  );
  return rows[0].waiting;
}

/** As if a limit held `ben` in the run, so that it waits with one. */
export async function plantHold(owner: pg.Client, runId: number): Promise<void> {
  await owner.query(
    `set search_path = paybeat;
     set session_replication_role = replica;
     update run_exception x set code = 'rate_far_from_last', facts = '{}', seen = sha256('2500')
     from employee e where e.employee_id = x.employee_id and e.number = 'ben' and x.run_id = ${runId};
     set session_replication_role = origin`,
  );
}
