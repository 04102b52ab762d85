/** Workers and beats, as their heartbeats report them. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface TaskInHandRow {
  readonly taskId: string;
  readonly task: string;
  readonly attempt: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

interface WorkerFacts {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly retried?: number;
  readonly rssBytes?: number;
  readonly health?: string | null;
  readonly hasBeat?: boolean;
  /** The place in which its process id is valid (workers/process-place.ts); null when unknown. */
  readonly place?: string | null;
}

export interface WorkerRow {
  readonly workerId: string;
  readonly kind: 'worker' | 'beat';
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly queues: readonly string[];
  readonly concurrency: number;
  readonly state: 'running' | 'paused' | 'stopping';
  readonly version: string;
  readonly registered: readonly string[];
  readonly active: readonly TaskInHandRow[];
  readonly facts: WorkerFacts;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly startedAt: Temporal.Instant;
  readonly seenAt: Temporal.Instant;
  readonly stoppedAt: Temporal.Instant | null;
  readonly secondsSinceSeen: number;
  readonly isAlive: boolean;
}

/** For a row of `worker`: not stopped, not found dead, and seen within its lease, by the database's clock. */
export const isAlive = sql`(stopped_at is null and not facts ? 'foundDead'
  and seen_at > paybeat_now() - make_interval(secs => lease_seconds))`;

const columns = sql`worker_id as "workerId", kind, coalesce(name, worker_id) as name, host, pid, queues,
  concurrency, state, version, registered, active, facts, settings, started_at as "startedAt",
  seen_at as "seenAt", stopped_at as "stoppedAt",
  extract(epoch from paybeat_now() - seen_at)::float8 as "secondsSinceSeen",
  ${isAlive} as "isAlive"`;

/** Living workers first, then lost ones, each by name. Stopped workers are left out. */
export function workers(at: Reading): Promise<readonly WorkerRow[]> {
  return rowsOf(
    at,
    sql`select ${columns} from worker where stopped_at is null
        order by "isAlive" desc, name, worker_id`,
  );
}

interface Neighbour {
  readonly workerId: string;
  readonly name: string;
  readonly pid: number;
}

/** Workers and beats that reported from this place and have neither stopped nor been found dead. */
export function neighbours(
  at: Reading,
  ask: { readonly place: string; readonly workerId: string },
): Promise<readonly Neighbour[]> {
  return rowsOf(
    at,
    sql`select worker_id as "workerId", coalesce(name, worker_id) as name, pid from worker
        where facts ->> 'place' = ${ask.place} and worker_id <> ${ask.workerId}
          and stopped_at is null and not facts ? 'foundDead'`,
  );
}

interface AnsweredCommand {
  readonly commandId: bigint;
  readonly workerId: string;
  readonly answer: string | null;
}

export function commandAnswers(
  at: Reading,
  commandIds: readonly bigint[],
): Promise<readonly AnsweredCommand[]> {
  return rowsOf(
    at,
    sql`select command_id as "commandId", worker_id as "workerId", answer from worker_command
        where command_id = any(${commandIds.map(String)}::int8[]) order by command_id`,
  );
}
