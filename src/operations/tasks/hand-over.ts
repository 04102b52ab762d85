/**
 * Work that a change has made is looked at now, instead of at the next scan: chunks of a run that is
 * calculated again, a period that waited for its turn, one that a person has let run.
 *
 * It is a hint like every task: it says which company to look at, and a paused worker does not take it.
 */
import type { TaskPayload } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import type { HandingWorld } from '#operations/world.ts';
import { queueFor } from './task-routes.ts';

/** Not being able to is no failure: the next scan of a worker looks anyhow. */
export async function handOver(
  world: HandingWorld,
  ask: { readonly companyId: number /** What has changed: `run-7`. */; readonly after: string },
): Promise<void> {
  const { companyId, after } = ask;
  // Named after what has changed: a look that is in hand already may have read what was before.
  const id = `company-${companyId}-after-${after}`;
  await hint(world, { task: 'look_at_company', payload: { companyId }, id, delayMs: 0 });
}

/** A little later than the database lets it be claimed. */
const slackMs = 50;

/** A chunk that has failed, when it may be tried again. */
export function tryAgain(
  world: HandingWorld,
  chunk: {
    readonly companyId: number;
    readonly runId: number;
    readonly ordinal: number;
    readonly failures: number;
    readonly retryInSeconds: number;
  },
): Promise<void> {
  const { companyId, runId, ordinal, failures, retryInSeconds } = chunk;
  return hint(world, {
    task: 'calculate_chunk',
    payload: { companyId, runId, ordinal },
    // The task that failed is still in hand.
    id: `run-${runId}-chunk-${ordinal}-retry-${failures}`,
    delayMs: 1_000 * retryInSeconds + slackMs,
  });
}

async function hint(
  world: HandingWorld,
  ask: {
    readonly task: string;
    readonly payload: TaskPayload;
    readonly id: string;
    readonly delayMs: number;
  },
): Promise<void> {
  const { task, payload, id, delayMs } = ask;
  const queue = queueFor(task, world.settings.taskRoutes);
  try {
    await world.engine?.enqueue(task, payload, { id, queue, delayMs });
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const { code, message } = error;
    world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds: 15 });
  }
}
