/**
 * Stops a worker. A warm stop takes nothing new, finishes current work and releases the leases.
 *
 * After `graceSeconds`, or when `kill` is aborted, the stop becomes cold: current work is
 * abandoned, and other workers take it over at once.
 */
import { Outage } from '#errors.ts';
import { leaveWorker } from '#operations/workers/leave-worker.ts';
import { OutageStreak } from '#telemetry.ts';
import type { WorkerParts } from './worker-parts.ts';

export async function stopWorker(parts: WorkerParts): Promise<void> {
  const { world, engine, journal } = parts;
  await drain(parts);
  await engine.close();
  const events = journal.takeEvents();
  try {
    await leaveWorker(world, events);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    // The leases run out by themselves.
    new OutageStreak(world.telemetry).met(error, 0);
  }
}

async function drain({ pool, settings }: WorkerParts): Promise<void> {
  const { graceSeconds, kill, pause } = settings;
  const drained = pool.stop({ graceful: true });
  if (graceSeconds === undefined && kill === undefined) return drained;
  const isDrained = new AbortController();
  const over = AbortSignal.any([...(kill ? [kill] : []), isDrained.signal]);
  const longest = graceSeconds === undefined ? 2 ** 31 - 1 : graceSeconds * 1_000;
  await Promise.race([drained.finally(() => isDrained.abort()), pause(longest, over)]);
  if (isDrained.signal.aborted) return;
  await pool.stop({ graceful: false });
  settings.onCutShort?.();
}
