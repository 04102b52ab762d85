/**
 * The rules for a task that every engine checks, and the pause before a retry.
 *
 * Pure. A task that breaks a rule is a mistake in our code, so it throws Bug. The rules are those
 * of the strictest broker, so every engine accepts the same tasks.
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

/** Redis uses `:` in keys, and BullMQ treats a bare integer as one of its own ids. */
const idPattern = /^[a-z][a-z0-9_.-]{0,119}$/;
const namePattern = /^[a-z][a-z0-9_.-]{0,59}$/;
const keyPattern = /^[a-z][A-Za-z0-9_]{0,39}$/;
const payloadBytesMax = 1024;
/** Ten years. Work that is due later belongs in a database row. */
const delayMsMax = 10 * 366 * 86_400_000;

/** The options, with defaults for those that are missing. */
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

/** Copies the payload, so that the caller cannot change a waiting task. */
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
 * The result as another process would read it. A result that JSON cannot represent throws Bug at
 * once, and not only after a broker is configured.
 */
export function jsonResult(value: unknown): JsonValue {
  if (value === undefined) return null;
  try {
    return JSON.parse(JSON.stringify(value)) as JsonValue;
  } catch (cause) {
    throw new Bug('the result of the task cannot be written as JSON', { cause });
  }
}

/**
 * The Outage for a task without a handler. Usually the worker's version is older than the sender's.
 */
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
 * The pause before the next attempt, in milliseconds. It doubles after each attempt, up to a
 * maximum. A random part of up to a quarter is added, so that tasks which failed together do not
 * retry together.
 *
 * @param chance in [0, 1)
 */
export function retryPauseMs(attempts: number, pauses: RetryPauses, chance: number): number {
  const doubled = pauses.firstMs * 2 ** (attempts - 1);
  return Math.round(Math.min(doubled, pauses.longestMs) * (1 + chance / 4));
}

/** The arguments for creating a worker of any engine. */
export interface WorkerTerms {
  readonly name: string;
  readonly queues: readonly string[];
  readonly handlers: Handlers;
  readonly concurrency: number;
}
