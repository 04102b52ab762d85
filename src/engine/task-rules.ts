/**
 * What every engine asks of a task before it takes it, and how long a retry waits.
 *
 * Pure. A task that breaks a rule is our own mistake, so it is a Bug, not a refusal. The rules are
 * as strict as the strictest broker, so that a task which one engine takes is taken by all.
 */
import { assert, Bug, Outage } from '#errors.ts';
import type { JsonValue } from '#text/json-text.ts';
import type { EnqueueOptions, Handlers, TaskFailure, TaskPayload } from './engine.ts';

export const defaultQueue = 'default';

export interface TaskSettings {
  readonly id: string;
  readonly queue: string;
  readonly delayMs: number;
  readonly priority: number;
  readonly retries: number;
}

/** `:` separates keys on Redis, and BullMQ takes a bare integer for an id of its own making. */
const idPattern = /^[a-z][a-z0-9_.-]{0,119}$/;
const namePattern = /^[a-z][a-z0-9_.-]{0,59}$/;
const keyPattern = /^[a-z][A-Za-z0-9_]{0,39}$/;
const payloadBytesMax = 1024;
/** Ten years. What falls due that late is a row in the database, not a task. */
const delayMsMax = 10 * 366 * 86_400_000;

/** The options with every default filled in. */
export function taskSettings(options: EnqueueOptions): TaskSettings {
  const { id, queue = defaultQueue, delayMs = 0, priority = 5, retries = 3 } = options;
  assert(
    idPattern.test(id),
    `"${id}" is no task id: a letter, then letters, digits, "_", "." and "-"`,
  );
  assertQueue(queue);
  assert(delayMs >= 0 && delayMs <= delayMsMax, `the delay of ${id} is ${delayMs} ms`);
  assert(
    Number.isInteger(priority) && priority >= 0 && priority <= 9,
    `the priority of ${id} is ${priority}, not 0 to 9`,
  );
  assert(Number.isInteger(retries) && retries >= 0, `the retries of ${id} are ${retries}`);
  return { id, queue, delayMs, priority, retries };
}

export function assertTaskName(task: string): void {
  assert(namePattern.test(task), `"${task}" is no task name`);
}

export function assertQueue(queue: string): void {
  assert(namePattern.test(queue), `"${queue}" is no queue name`);
}

/** A copy, so that a caller who keeps the object cannot change a task that waits. */
export function frozenPayload(payload: TaskPayload): TaskPayload {
  for (const [key, value] of Object.entries(payload)) {
    assert(keyPattern.test(key), `"${key}" is no payload key`);
    assert(
      typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)),
      `the payload's "${key}" is neither a text nor a finite number`,
    );
  }
  const copy = { ...payload };
  assert(
    JSON.stringify(copy).length <= payloadBytesMax,
    `a payload is ids only, ${payloadBytesMax} bytes at most`,
  );
  return Object.freeze(copy);
}

/**
 * The result as another process would read it. A result that JSON cannot carry is a Bug here and
 * now, instead of on the day that a broker is put in between.
 */
export function jsonResult(value: unknown): JsonValue {
  if (value === undefined) return null;
  try {
    return JSON.parse(JSON.stringify(value)) as JsonValue;
  } catch (cause) {
    throw new Bug('the result of the task cannot be written as JSON', { cause });
  }
}

/** A worker has no handler for a task: most likely its version is older than another worker's. */
export function unregisteredTask(task: string): Outage {
  return new Outage('unregistered_task', `this worker has no handler for "${task}"`, {
    hint: 'update the worker, or give it other queues',
  });
}

export function failureOf(error: unknown, attempts: number): TaskFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Outage) return { code: error.code, message, attempts };
  return { code: error instanceof Bug ? 'bug' : 'unexpected_error', message, attempts };
}

export interface RetryPauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const defaultRetryPauses: RetryPauses = { firstMs: 1_000, longestMs: 60_000 };

/**
 * The pause before the next attempt: doubled after each one, up to the longest, plus up to a
 * quarter by chance, so that tasks which failed together do not come back together.
 *
 * @param chance in [0, 1)
 */
export function retryPauseMs(attempts: number, pauses: RetryPauses, chance: number): number {
  const doubled = pauses.firstMs * 2 ** (attempts - 1);
  return Math.round(Math.min(doubled, pauses.longestMs) * (1 + chance / 4));
}

/** What a worker of any engine is made with. */
export interface WorkerTerms {
  readonly name: string;
  readonly queues: readonly string[];
  readonly handlers: Handlers;
  readonly concurrency: number;
}
