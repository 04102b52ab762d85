/**
 * How a task of an engine ended. Only tests ask the engine: in production a task's end is a row.
 *
 * On a broker this asks again and again until the task has ended or the time has passed.
 */
import type { Queue } from 'bullmq';
import { findTask } from '#engine/bullmq/task-lookup.ts';
import type { Engine, TaskOutcome } from '#engine/engine.ts';
import { InProcessEngine } from '#engine/in-process.ts';
import { systemTimers } from '#engine/timers.ts';

const pauseMs = 20;

/** Waits at most `timeoutMs` for the end; 0 asks for the state as it is. */
export async function outcomeOf(
  engine: Engine,
  id: string,
  options: { readonly timeoutMs: number },
): Promise<TaskOutcome> {
  if (engine instanceof InProcessEngine) return engine.get(id, options);
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
  const found = await Promise.all(queues.map((queue) => findTask(queue as Queue, id)));
  return found.find((one) => one !== undefined)?.outcome ?? { kind: 'unknown' };
}
