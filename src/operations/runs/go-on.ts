/**
 * Hands over what somebody has begun and nobody goes on with: chunks of workers that died or lost the
 * database, and runs whose last step nobody has made.
 *
 * A chunk goes ahead of those that nobody has begun, under a name of its own: the queue may still hold
 * the task that its last worker had.
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
    // Whoever looks next hands it over again, sooner than the queue would.
    const options = { id, queue: queueOf('advance_run'), priority, retries: 0 };
    await engine.enqueue('advance_run', { ...run }, options);
  }
}
