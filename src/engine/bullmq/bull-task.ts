/**
 * Converts a task to BullMQ's form, and back.
 *
 * The `data` of a job has the payload and the sender; everything else is an option of BullMQ. A
 * failure is stored as `code: sentence`, for people who use BullMQ's own tools.
 */
import type { Job, JobState, JobsOptions } from 'bullmq';
import type { TaskFailure, TaskPayload, TaskState, TaskSummary } from '#engine/engine.ts';
import type { TaskSettings } from '#engine/task-rules.ts';

export interface TaskData {
  readonly payload: TaskPayload;
  /** Distinguishes two callers that enqueue the same id at the same moment. */
  readonly sentBy: string;
}

export type BullJob = Job<TaskData>;
type FoundState = JobState | 'unknown';

/** BullMQ failed the task because its worker died or hung too many times. */
export const workerLost: TaskFailure = {
  code: 'worker_lost',
  message: 'its worker died or stopped responding each time',
  attempts: 0,
};

const failuresKeptSeconds = 7 * 24 * 3_600;

/**
 * How long a result is kept, in seconds. BullMQ deletes old results only when another task of the
 * same queue ends. A result may therefore stay longer, in an idle queue for ever.
 */
/** Keeps this many results; a success at most for an hour. */
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
    // BullMQ starts tasks with priority 0 before all others, as Paybeat does.
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

/** True if state and task match. They come from two requests, and the task may move in between. */
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
