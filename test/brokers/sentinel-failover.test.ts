/**
 * The primary behind Sentinel is killed while tasks are enqueued and worked on. Enqueueing
 * continues within seconds, and the next scan of the caller enqueues lost tasks again.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { engineFor } from '#engine/engine-for.ts';
import { Outage } from '#errors.ts';
import { systemClock } from '#time/clock.ts';
import { ownNamespace } from '../support/brokers.ts';
import { startSentinel } from '../support/redis-sentinel.ts';

const sentinel = await startSentinel();
afterAll(() => sentinel.stop());

const tasks = 400;
const killAt = 100;

describe('a primary that is killed while tasks run', () => {
  it('costs seconds and loses no task: the caller enqueues missing tasks again', async () => {
    const engine = engineFor({
      brokerUrl: sentinel.url,
      databaseUrl: '',
      clock: systemClock,
      namespace: ownNamespace(),
    });
    const done = new Set<string>();
    await engine.work(
      ['default'],
      {
        pay: async ({ taskId }) => {
          done.add(taskId);
          return null;
        },
      },
      { concurrency: 4 },
    );
    const before = sentinel.primary();
    const ids = Array.from({ length: tasks }, (_, number) => `chunk-${number}`);
    let longestMs = 0;
    for (const [number, id] of ids.entries()) {
      if (number === killAt) await sentinel.killPrimary();
      for (;;) {
        const startedMs = performance.now();
        try {
          await engine.enqueue('pay', {}, { id });
          longestMs = Math.max(longestMs, performance.now() - startedMs);
          break;
        } catch (error) {
          // The caller's response to an outage: try again.
          if (!(error instanceof Outage)) throw error;
        }
      }
    }
    const isDone = () => ids.every((id) => done.has(id));
    // As reconcile does: enqueues everything that is not done.
    await expect
      .poll(
        async () => {
          for (const id of ids) if (!done.has(id)) await engine.enqueue('pay', {}, { id });
          return isDone();
        },
        { timeout: 40_000, interval: 500 },
      )
      .toBe(true);
    expect(sentinel.primary()).not.toBe(before);
    expect(longestMs).toBeLessThan(10_000);
    await engine.close({ graceful: true });
  });
});
