/**
 * Derives all outstanding work from the database rows. This recovers every lost task, dead worker, missed
 * wake-up and wiped queue. Every worker calls it at its start and every few seconds.
 *
 *   1. schedules whose generated periods end too soon get more periods;
 *   2. periods at their cut-off say who is missing; due periods without a run are opened, unless their rule leaves that to a tick;
 *   3. for runs in motion, claimable chunks and possible steps are enqueued;
 *   4. sent tasks that waited for several runs, or for their turn, continue when those runs have ended.
 *
 * Task ids are derived and payloads carry only ids, so enqueuing the same work twice has no effect.
 */
import type { Engine } from '#engine/engine.ts';
import { closeInputs } from '#operations/periods/close-inputs.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { hintAt } from '#operations/tasks/send-task.ts';
import { queueFor } from '#operations/tasks/task-routes.ts';
import type { World } from '#operations/world.ts';
import { runsInMotion } from '#store/reads/run-work.ts';
import { tasksToGoOnWith } from '#store/writes/running-tasks.ts';
import { everyDue, type OpenResult, openDueRuns } from './open-due-runs.ts';
import { enqueueSets } from './sets/enqueue-sets.ts';

function chunkTaskId(chunk: {
  readonly runId: number;
  readonly epoch: number;
  readonly ordinal: number;
}): string {
  return `run-${chunk.runId}-${chunk.epoch}-chunk-${chunk.ordinal}`;
}

interface Reconciled {
  readonly opened: readonly OpenResult[];
  readonly enqueued: number;
}

export async function reconcile(
  world: World,
  engine: Pick<Engine, 'enqueue'>,
): Promise<Reconciled> {
  await extendSchedules(world);
  await closeInputs(world);
  const opens = 'due_instant';
  const found = await everyDue(world, { opens });
  const { alone: due, enqueued: sets } = await enqueueSets(world, engine, found);
  const opened = await openDueRuns(world, { opens, due });
  const enqueued = sets + (await enqueueWork(world, engine));
  return { opened, enqueued };
}

/**
 * Enqueues every claimable chunk, every run that can move on, and sent tasks whose runs have ended. Returns
 * the number of new tasks.
 */
export async function enqueueWork(
  world: World,
  engine: Pick<Engine, 'enqueue'>,
  /** Limits the work to this company. */
  only: { readonly companyId?: number } = {},
): Promise<number> {
  const { motions, tasks } = await world.store.read('every company', async (at) => ({
    motions: await runsInMotion(at, only),
    tasks: await tasksToGoOnWith(at),
  }));
  for (const task of tasks) await hintAt(world, engine, task);
  const queueOf = (task: string) => queueFor(task, world.settings.taskRoutes);
  const [chunkQueue, runQueue] = [queueOf('calculate_chunk'), queueOf('advance_run')];
  let enqueued = 0;
  for (const { runId, companyId, epoch, openChunks, claimable, mayStep } of motions) {
    for (const { ordinal } of claimable) {
      const payload = { companyId, runId, ordinal };
      // The id includes the epoch, because the chunk's previous task may still be running.
      const id = chunkTaskId({ runId, epoch, ordinal });
      const answer = await engine.enqueue('calculate_chunk', payload, { id, queue: chunkQueue });
      if (answer.kind === 'enqueued') enqueued += 1;
    }
    if (openChunks > 0 || !mayStep) continue;
    const id = `run-${runId}-advance`;
    const answer = await engine.enqueue(
      'advance_run',
      { companyId, runId },
      { id, queue: runQueue },
    );
    if (answer.kind === 'enqueued') enqueued += 1;
  }
  return enqueued;
}

/** Does for one company what a scan does for all. */
export async function lookAtCompany(
  world: World,
  engine: Pick<Engine, 'enqueue'>,
  companyId: number,
): Promise<void> {
  await openDueRuns(world, { opens: 'due_instant', companyId });
  await enqueueWork(world, engine, { companyId });
}
