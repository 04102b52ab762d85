/** Reports tasks that ended with their run, after the transaction that ended them is committed. */
import type { World } from '#operations/world.ts';
import type { EndedTask } from '#store/writes/running-tasks.ts';

export function tellEnded(
  { telemetry }: Pick<World, 'telemetry'>,
  ended: readonly EndedTask[],
): void {
  for (const { taskId: id, ...rest } of ended) {
    telemetry.emit({ kind: 'task_succeeded', id, ...rest, worker: null });
  }
}
