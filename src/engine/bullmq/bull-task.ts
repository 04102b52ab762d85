/**
 * A task as BullMQ keeps it, and back.
 *
 * In the `data` of a job stand the payload and who sent it; everything
 * else is an option of BullMQ. How a failure is written is for people who look with BullMQ's own
 * tools: `code: sentence`.
 */
import type { Job, JobState, JobsOptions } from 'bullmq';
import type { TaskFailure, TaskPayload, TaskState, TaskSummary } from '#engine/engine.ts';
import type { TaskSettings } from '#engine/task-rules.ts';

export interface TaskData {
  readonly payload: TaskPayload;
  /** Told apart by this: two who enqueue the same id at the same moment. */
  readonly sentBy: string;
}

export type BullJob = Job<TaskData>;
type FoundState = JobState | 'unknown';

/** BullMQ gave the task up because its worker died, or hung, more often than it may. */
export const workerLost: TaskFailure = {
  code: 'worker_lost',
  message: 'its worker died or stopped responding each time',
  attempts: 0,
};

const failuresKeptSeconds = 7 * 24 * 3_600;

/**
 * How long the end of a task is remembered. BullMQ looks at this whenever another task of the same
 * queue ends, so an end may be known for longer, and for good where nothing ends after it.
 */
/** Of the newest so many, and a success no longer than an hour. */
const endsKept = { count: 1_000, seconds: 3_600 } as const;

const keepEnds: Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'> = {
  removeOnComplete: { count: endsKept.count, age: endsKept.seconds },
  removeOnFail: { count: endsKept.count, age: failuresKeptSeconds },
};

export function optionsOf(settings: TaskSettings): JobsOptions {
  const { id, delayMs, priority, retries } = settings;
  return {
    ...keepEnds,
    jobId: id,
    // BullMQ takes 0 for "before all with a priority", which is what it is here.
    priority,
    delay: Math.ceil(delayMs),
    attempts: retries + 1,
    backoff: { type: 'paybeat' },
    stackTraceLimit: 0,
  };
}

export function failureText({ code, message }: Pick<TaskFailure, 'code' | 'message'>): string {
  return `${code}: ${message}`;
}

export function stateOf(state: FoundState, job: BullJob): TaskState {
  if (state === 'completed') return 'success';
  if (state === 'failed') return 'failure';
  if (state === 'active') return 'started';
  return job.attemptsMade > 0 ? 'retry' : 'pending';
}

/** True where the two belong together: they are asked one after the other, and a task moves on. */
export function isConsistent(state: FoundState, job: BullJob): boolean {
  const hasEnded = state === 'completed' || state === 'failed';
  return state !== 'unknown' && hasEnded === (job.finishedOn !== undefined);
}

export function jobSummaryOf(
  job: BullJob,
  ask: { readonly queue: string; readonly state: FoundState; readonly startsAtMs?: number },
): TaskSummary {
  const { queue, state, startsAtMs } = ask;
  const isActive = state === 'active';
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);
  return {
    id: job.id ?? '',
    task: job.name,
    queue,
    state: stateOf(state, job),
    payload: job.data.payload,
    priority: job.priority,
    attempts: job.attemptsMade + (isActive ? 1 : 0),
    ...(startsAtMs === undefined ? {} : { startsAt: at(startsAtMs) }),
    ...(isActive && job.processedOn !== undefined ? { startedAt: at(job.processedOn) } : {}),
    ...(isActive && job.processedBy !== undefined ? { worker: job.processedBy } : {}),
  };
}
