/**
 * Enqueues the work that a change creates, so that it does not wait for the next scan. Examples are the
 * chunks of a recalculated run, and a period that a person has released.
 *
 * The task is only a hint: it names the company to look at. A paused worker does not take it.
 */
import type { TaskPayload } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import type { HandingWorld } from '#operations/world.ts';
import { queueFor } from './task-routes.ts';

/** If the queue is down, that is no failure: the next scan finds the work. */
export async function handOver(
  world: HandingWorld,
  ask: { readonly companyId: number /** What has changed: `run-7`. */; readonly after: string },
): Promise<void> {
  const { companyId, after } = ask;
  // The id names the change, because a task that already runs may have read the earlier state.
  const id = `company-${companyId}-after-${after}`;
  await hint(world, { task: 'find_due_periods', payload: { companyId }, id, delayMs: 0 });
}

const lockedMs = 1_000;

/** Enqueues a company that somebody had locked: by then it is free, or whoever looks waits for it. */
export function lookLater(
  world: HandingWorld,
  { companyId }: { readonly companyId: number },
): Promise<void> {
  const id = `company-${companyId}-after-lock`;
  const payload = { companyId };
  return hint(world, { task: 'find_due_periods', payload, id, delayMs: lockedMs });
}

/**
 * Enqueues the companies of a set that somebody had locked, as one set. Mostly another set was paying them, and
 * by then nothing of them is due. Those that are still locked then are looked at each by itself.
 */
export function lookLaterTogether(
  world: HandingWorld,
  { companyIds }: { readonly companyIds: readonly number[] },
): Promise<void> {
  const [first, last] = [companyIds[0], companyIds.at(-1)];
  const id = `set-${first}-${last}-${companyIds.length}-after-lock`;
  const payload = { companyIds: companyIds.join(), isAgain: 'yes' };
  return hint(world, { task: 'run_set', payload, id, delayMs: lockedMs });
}

/** A little later than the database allows the claim. */
const slackMs = 50;

/** Enqueues a failed chunk for the time when it may be tried again. */
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
    // The worker still holds the task that failed, so this one needs another id.
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
