/**
 * How a task of an engine ended. Only tests ask the engine; in production a result is a row.
 *
 * On a broker this polls until the task has ended or the time is up.
 */
import type { Queue } from 'bullmq';
import type { BullJob } from '#engine/bullmq/bull-task.ts';
import { findTask } from '#engine/bullmq/task-lookup.ts';
import type { Engine, TaskFailure } from '#engine/engine.ts';
import { systemTimers } from '#engine/timers.ts';
import { bookOf, type TaskOutcome } from './remembering-engine.ts';

const pauseMs = 20;

/** Waits at most `timeoutMs` for the result. 0 returns the current state. */
export async function outcomeOf(
  engine: Engine,
  id: string,
  options: { readonly timeoutMs: number },
): Promise<TaskOutcome> {
  const book = bookOf(engine);
  if (book !== undefined) return book.outcomeOf(id, options.timeoutMs);
  const startMs = performance.now();
  for (;;) {
    const outcome = await look(engine, id);
    if (outcome.kind !== 'not_yet') return outcome;
    if (performance.now() - startMs >= options.timeoutMs) return outcome;
    await new Promise<void>((done) => systemTimers.after(pauseMs, done));
  }
}

async function look(engine: Engine, id: string): Promise<TaskOutcome> {
  const queues = (await engine.dashboard?.()) ?? [];
  const all = await Promise.all(queues.map((queue) => findTask(queue as Queue, id)));
  const found = all.find((one) => one !== undefined);
  if (found === undefined) return { kind: 'unknown' };
  const { job, state } = found;
  if (state === 'success') return { kind: state, result: job.returnvalue as never };
  if (state === 'failure') return { kind: state, failure: failureFrom(job) };
  return { kind: 'not_yet', state };
}

/** The inverse of `failureText` in bull-task.ts. */
function failureFrom(job: BullJob): TaskFailure {
  const found = /^([a-z0-9_]+): (.*)$/s.exec(job.failedReason ?? '');
  const [, code = 'unexpected_error', message = job.failedReason ?? ''] = found ?? [];
  return { code, message, attempts: job.attemptsMade };
}
