/**
 * The round in which a worker looks for work: at the next due instant, and at least every
 * `scanSeconds`.
 *
 * These times only decide when it looks. The database's clock decides what is due.
 */
import { reconcile } from '#operations/runs/reconcile.ts';
import { forgetEnded } from '#operations/workers/forget-ended.ts';
import type { Round } from '#processes/process.ts';
import { comingDueInstants } from '#store/reads/due.ts';
import { nextReviewAt } from '#store/reads/reviews.ts';
import { awaited } from '#store/reads/run-work.ts';
import { databaseNow } from '#store/reads/server.ts';
import { nextClosingAt } from '#store/reads/stages.ts';
import type { WorkerParts } from './worker-parts.ts';

const forgetEverySeconds = 600;
const cleanLocksEverySeconds = 3_600;

export class Looking implements Round {
  readonly #parts: WorkerParts;
  #looks = 0;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  async runOnce(): Promise<void> {
    const { world, engine, orders, settings } = this.#parts;
    // Opening a run freezes its inputs, so a paused worker must not open one.
    if (!orders.isPaused) {
      await reconcile(world, engine);
      await this.#tellAwaited();
    }
    await this.#forgetNowAndThen();
    settings.onScan?.({ isPaused: orders.isPaused });
  }

  /** Reports the silent workers whose leases delay a run. */
  async #tellAwaited(): Promise<void> {
    const { store, telemetry } = this.#parts.world;
    const silent = await store.read('every company', (at) => awaited(at, null));
    for (const { runId, worker, chunks, until } of silent) {
      telemetry.emit({ kind: 'waiting_for_lease', runId, worker, chunks, until: until.toString() });
    }
  }

  async #forgetNowAndThen(): Promise<void> {
    const { world, settings } = this.#parts;
    const each = (seconds: number) => Math.ceil(seconds / settings.scanSeconds);
    // This also runs at the first scan, so that locks of dead workers are released at once.
    if (this.#looks % each(cleanLocksEverySeconds) === 0) await settings.cleanLocks?.();
    const { auditHeads } = settings;
    if (auditHeads !== undefined && this.#looks % each(auditHeads.everySeconds) === 0) {
      await auditHeads.write();
    }
    this.#looks += 1;
    if (this.#looks % each(forgetEverySeconds) !== 0) return;
    await forgetEnded(world);
  }

  /** Milliseconds to the next due instant, cut-off or end of a review, at most one scan. */
  async untilNext(): Promise<number> {
    const { world, settings } = this.#parts;
    const { now, next } = await world.store.read('every company', async (at) => ({
      now: await databaseNow(at),
      next: earliest([
        (await comingDueInstants(at, { limit: 1 }))[0]?.dueAt,
        await nextClosingAt(at),
        await nextReviewAt(at),
      ]),
    }));
    const scanMs = settings.scanSeconds * 1_000;
    return next ? Math.min(scanMs, Math.ceil(now.until(next).total('milliseconds'))) : scanMs;
  }
}

function earliest(
  all: readonly (Temporal.Instant | null | undefined)[],
): Temporal.Instant | undefined {
  return all
    .filter((one) => one !== null && one !== undefined)
    .toSorted(Temporal.Instant.compare)[0];
}
