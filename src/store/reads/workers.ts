/** Who works: workers and beats as their heartbeats tell. */
import { sql } from 'kysely';
import { type Reading, rowsOf } from '#store/store.ts';

export interface TaskInHandRow {
  readonly taskId: string;
  readonly task: string;
  readonly attempt: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface WorkerFacts {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly retried?: number;
  readonly rssBytes?: number;
  readonly health?: string | null;
  readonly hasBeat?: boolean;
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
  /** Not stopped, and seen within its lease, by the database's clock. */
  readonly isAlive: boolean;
}

const columns = sql`worker_id as "workerId", kind, coalesce(name, worker_id) as name, host, pid, queues,
  concurrency, state, version, registered, active, facts, settings, started_at as "startedAt",
  seen_at as "seenAt", stopped_at as "stoppedAt",
  extract(epoch from paybeat_now() - seen_at)::float8 as "secondsSinceSeen",
  stopped_at is null and seen_at > paybeat_now() - make_interval(secs => lease_seconds) as "isAlive"`;

/** Those alive first, then those lost, each by name; workers that were stopped are left out. */
export function workers(at: Reading): Promise<readonly WorkerRow[]> {
  return rowsOf(
    at,
    sql`select ${columns} from worker where stopped_at is null
        order by "isAlive" desc, name, worker_id`,
  );
}

export interface AnsweredCommand {
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
