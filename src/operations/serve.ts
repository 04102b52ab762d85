/**
 * A worker for as long as it is wanted: looks for work, does it, looks again.
 *
 * It wakes at the next due instant, and every `scanSeconds` whatever happens; both are only when it
 * looks, what is due is decided by the database's clock. When the database is away it waits with
 * growing pauses and goes on by itself. When it is told to stop it finishes what it has in hand and
 * gives its leases back.
 */
import { hostname } from 'node:os';
import type { Engine } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import { comingDueInstants, databaseNow } from '#store/reads/due.ts';
import { releaseLeases } from '#store/writes/chunks.ts';
import { beatHeart, stopHeart } from '#store/writes/workers.ts';
import { reconcile } from './reconcile.ts';
import { taskHandlers } from './tasks.ts';
import type { World } from './world.ts';

export interface Serve {
  readonly engine: Engine;
  readonly concurrency: number;
  readonly scanSeconds: number;
  /** Aborted to stop. */
  readonly signal: AbortSignal;
  /** Resolves after so long, or as soon as the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const outagePauseSecondsMax = 30;

export async function serve(world: World, ask: Serve): Promise<void> {
  const { engine, signal } = ask;
  const worker = await engine.work(['default'], taskHandlers(world), {
    concurrency: ask.concurrency,
    name: world.worker,
  });
  let outages = 0;
  while (!signal.aborted) {
    try {
      await scan(world, engine);
      outages = 0;
      await ask.pause(await untilNextLook(world, ask.scanSeconds), signal);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      outages += 1;
      const retryInSeconds = Math.min(outagePauseSecondsMax, 2 ** (outages - 1));
      const { code, message } = error;
      world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds });
      await ask.pause(retryInSeconds * 1_000, signal);
    }
  }
  await worker.stop({ graceful: true });
  await world.store.write('every company', async (tx) => {
    await releaseLeases(tx, world.worker);
    await stopHeart(tx, world.worker);
  });
}

async function scan(world: World, engine: Engine): Promise<void> {
  await world.store.write('every company', (tx) =>
    beatHeart(tx, { id: world.worker, host: hostname(), pid: process.pid }),
  );
  await reconcile(world, engine);
}

/** Milliseconds to the next due instant, at most one scan. */
async function untilNextLook(world: World, scanSeconds: number): Promise<number> {
  const { now, next } = await world.store.read('every company', async (at) => ({
    now: await databaseNow(at),
    next: (await comingDueInstants(at, { limit: 1 }))[0]?.dueAt,
  }));
  const scanMs = scanSeconds * 1_000;
  return next ? Math.min(scanMs, Math.ceil(now.until(next).total('milliseconds'))) : scanMs;
}
