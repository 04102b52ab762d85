/**
 * What workers and beats report about themselves, and the commands they are given.
 *
 * A heartbeat is a hint for people and for `verify`. Work is taken over when leases expire, never because of
 * a missing heartbeat.
 */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

export interface Heartbeat {
  readonly workerId: string;
  readonly kind: 'worker' | 'beat';
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly queues: readonly string[];
  readonly concurrency: number;
  readonly state: 'running' | 'paused' | 'stopping';
  /** A worker that has not been seen for longer than this counts as dead. */
  readonly leaseSeconds: number;
  readonly version: string;
  readonly registered: readonly string[];
  readonly active: readonly object[];
  readonly facts: object;
  /** Contains no secrets. */
  readonly settings: object;
}

export async function beatHeart(tx: Writing, heart: Heartbeat): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into worker (worker_id, host, pid, kind, name, queues, concurrency, state,
          lease_seconds, version, registered, active, facts, settings)
        values (${heart.workerId}, ${heart.host}, ${heart.pid}, ${heart.kind}, ${heart.name},
          ${heart.queues}::text[], ${heart.concurrency}, ${heart.state}, ${heart.leaseSeconds},
          ${heart.version}, ${heart.registered}::text[], ${JSON.stringify(heart.active)}::jsonb,
          ${JSON.stringify(heart.facts)}::jsonb, ${JSON.stringify(heart.settings)}::jsonb)
        on conflict (worker_id) do update set seen_at = paybeat_now(), stopped_at = null,
          queues = excluded.queues, concurrency = excluded.concurrency, state = excluded.state,
          active = excluded.active, facts = excluded.facts`,
  );
}

export async function stopHeart(tx: Writing, workerId: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update worker set stopped_at = paybeat_now(), active = '[]' where worker_id = ${workerId}`,
  );
}

/** Records that the worker's process has ended. If the worker reports again, the record is removed. */
export async function markDead(tx: Writing, workerId: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update worker set facts = facts || '{"foundDead": true}' where worker_id = ${workerId}`,
  );
}

export type CommandName = 'shutdown' | 'pause' | 'resume' | 'pool_grow' | 'pool_shrink' | 'ping';

export interface WorkerCommand {
  readonly commandId: bigint;
  readonly command: CommandName;
  readonly byHowMany: number;
  readonly sentBy: string;
}

/** Adds a command for each of these workers. Returns the ids, in the order of the workers. */
export async function insertCommands(
  tx: Writing,
  ask: {
    readonly workerIds: readonly string[];
    readonly command: CommandName;
    readonly byHowMany: number;
    readonly sentBy: string;
  },
): Promise<readonly bigint[]> {
  const rows = await rowsOf<{ command_id: bigint }>(
    tx,
    sql`insert into worker_command (worker_id, command, by_how_many, sent_by)
        select id, ${ask.command}, ${ask.byHowMany}, ${ask.sentBy}
        from unnest(${ask.workerIds}::text[]) with ordinality as w(id, place) order by place
        returning command_id`,
  );
  return rows.map((row) => row.command_id);
}

/** The commands that this worker has not answered yet, oldest first. */
export function openCommands(tx: Writing, workerId: string): Promise<readonly WorkerCommand[]> {
  return rowsOf(
    tx,
    sql`select command_id as "commandId", command, by_how_many as "byHowMany",
          sent_by as "sentBy" from worker_command
        where worker_id = ${workerId} and done_at is null order by command_id`,
  );
}

export async function answerCommand(
  tx: Writing,
  ask: { readonly commandId: bigint; readonly answer: string },
): Promise<void> {
  await rowsOf(
    tx,
    sql`update worker_command set done_at = paybeat_now(), answer = ${ask.answer}
        where command_id = ${ask.commandId} and done_at is null`,
  );
}

/** Deletes workers that were last seen more than a week ago, with their commands. */
export async function forgetWorkers(tx: Writing): Promise<void> {
  await rowsOf(tx, sql`delete from worker where seen_at < paybeat_now() - interval '7 days'`);
  await rowsOf(
    tx,
    sql`delete from worker_command where sent_at < paybeat_now() - interval '1 day'`,
  );
}
