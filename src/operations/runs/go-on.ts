/**
 * Enqueues work that was begun and then abandoned: chunks whose worker died or lost the database, and runs
 * whose last step nobody has made.
 *
 * Such a chunk is queued ahead of untouched chunks and under a new task id, because the queue may still hold
 * its last worker's task.
 */
import type { Engine } from '#engine/engine.ts';
import { queueFor } from '#operations/tasks/task-routes.ts';
import type { World } from '#operations/world.ts';
import type { LeftWork } from '#store/reads/left-work.ts';

const priority = 1;

export async function goOn(
  world: Pick<World, 'settings'>,
  ask: { readonly engine: Pick<Engine, 'enqueue'>; readonly left: LeftWork },
): Promise<void> {
  const { engine, left } = ask;
  const queueOf = (task: string) => queueFor(task, world.settings.taskRoutes);
  for (const { epoch, ...payload } of left.chunks) {
    const id = `run-${payload.runId}-chunk-${payload.ordinal}.${epoch + 1}`;
    const queue = queueOf('calculate_chunk');
    await engine.enqueue('calculate_chunk', payload, { id, queue, priority });
  }
  for (const run of left.runs) {
    const id = `run-${run.runId}-advance-again`;
    // No retries: the next scan enqueues it again, sooner than the queue would.
    const options = { id, queue: queueOf('advance_run'), priority, retries: 0 };
    await engine.enqueue('advance_run', { ...run }, options);
  }
}
