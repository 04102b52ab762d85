/**
 * Warnings for a person who starts a worker or a beat, about probable mistakes: a queue that no route leads
 * to, or a name that another worker already has.
 *
 * Nothing is refused, because tasks can be sent to any queue by name, and names are only for people.
 */
import { queuesInUse } from '#operations/tasks/task-kinds.ts';
import type { World } from '#operations/world.ts';
import { entries } from '#store/reads/beat.ts';
import { isRestoredUnchecked } from '#store/reads/restores.ts';
import { workers } from '#store/reads/workers.ts';

/** Whether runs stop here, because nobody has accepted the restore of this database yet. */
export function waitsForRestore({ store }: Pick<World, 'store'>): Promise<boolean> {
  return store.read('every company', isRestoredUnchecked);
}

export async function remarksOnStart(
  world: Pick<World, 'store' | 'settings'>,
  ask: {
    readonly name: string;
    /** Null for a beat. */
    readonly queues: readonly string[] | null;
  },
): Promise<readonly string[]> {
  const { name, queues } = ask;
  const { others, beat } = await world.store.read('every company', async (at) => ({
    others: (await workers(at)).filter((one) => one.isAlive && one.name === name),
    beat: await entries(at),
  }));
  const routed = queuesInUse(world.settings.taskRoutes);
  const used = new Set([
    ...routed,
    ...beat.flatMap(({ queue }) => (queue === null ? [] : [queue])),
  ]);
  const strange = (queues ?? []).filter((queue) => !used.has(queue));
  return [
    ...strange.map(
      (queue) =>
        `No route leads to the queue ${queue}: it gets only what is sent there by name. Tasks go to ${routed.join(' and ')}.`,
    ),
    ...others.map(
      ({ kind, host, pid }) =>
        `A ${kind} called ${name} is already running (${host}, process ${pid}); commands to ${name} reach both.`,
    ),
  ];
}
