/**
 * What an operator sees, and what an engine refuses.
 */
import { expect } from 'vitest';
import type { EnqueueOptions, TaskPayload } from '#engine/engine.ts';
import { Bug } from '#errors.ts';
import { type Cases, gate } from '../engine-bench.ts';

export const inspection: Cases = {
  'inspect shows what is active, scheduled and reserved, and the queues': async (bench) => {
    const inHand = gate();
    await bench.engine.work(
      ['default', 'payroll'],
      { pay: inHand.handler, tidy: inHand.handler },
      { concurrency: 1, name: 'worker-a' },
    );
    await bench.enqueue('run-7', { priority: 1 }, { runId: 7 });
    await bench.drive(inHand.entered);
    await bench.enqueue('run-8', { queue: 'payroll' });
    const before = bench.now();
    await bench.enqueue('run-9', { delayMs: 60_000 });

    const seen = await bench.engine.inspect();
    expect(seen.active).toMatchObject([
      {
        id: 'run-7',
        task: 'pay',
        queue: 'default',
        state: 'started',
        payload: { runId: 7 },
        priority: 1,
        attempts: 1,
        worker: 'worker-a',
      },
    ]);
    expect(seen.active[0]?.startedAt).toBeInstanceOf(Temporal.Instant);
    expect(seen.reserved.map(({ id }) => id)).toEqual(['run-8']);
    expect(seen.scheduled.map(({ id }) => id)).toEqual(['run-9']);
    const startsAt = seen.scheduled[0]?.startsAt ?? before;
    expect(before.until(startsAt).total('seconds')).toBeGreaterThan(59);
    expect(seen.queues).toEqual([
      { name: 'default', isPaused: false, active: 1, scheduled: 1, reserved: 0 },
      { name: 'payroll', isPaused: false, active: 0, scheduled: 0, reserved: 1 },
    ]);
    inHand.open();
    await bench.succeeds('run-7');
  },

  'the lists of inspect are limited on request, and the counts are not': async (bench) => {
    for (const number of [1, 2, 3]) await bench.enqueue(`run-${number}`);
    const seen = await bench.engine.inspect({ listMax: 2 });
    expect(seen.reserved).toHaveLength(2);
    expect(seen.queues).toMatchObject([{ name: 'default', reserved: 3 }]);
  },

  'a task that breaks the rules for tasks is a Bug, and nothing is enqueued': async (bench) => {
    const options: Partial<EnqueueOptions>[] = [
      { id: '42' },
      { id: 'run:7' },
      { id: '' },
      { id: 'x'.repeat(200) },
      { queue: 'Pay Roll' },
      { delayMs: -1 },
      { delayMs: Number.NaN },
      { delayMs: Number.POSITIVE_INFINITY },
      { priority: 10 },
      { priority: 1.5 },
      { retries: -1 },
    ];
    for (const wrong of options) {
      const enqueued = bench.engine.enqueue('pay', {}, { id: 'run-7', ...wrong });
      await expect(enqueued, JSON.stringify(wrong)).rejects.toBeInstanceOf(Bug);
    }
    const payloads: unknown[] = [
      { employee: { id: 7 } },
      { chunks: [1, 2] },
      { netMinor: 1n },
      { force: true },
      { runId: Number.NaN },
      { runId: null },
      { 'run id': 7 },
      { text: 'x'.repeat(2_000) },
    ];
    for (const wrong of payloads) {
      const enqueued = bench.enqueue('run-7', {}, wrong as TaskPayload);
      await expect(enqueued).rejects.toBeInstanceOf(Bug);
    }
    await expect(bench.engine.enqueue('Pay!', {}, { id: 'run-7' })).rejects.toBeInstanceOf(Bug);
    expect((await bench.engine.inspect()).reserved).toEqual([]);
    await expect(bench.work(async () => null, { concurrency: 0 })).rejects.toBeInstanceOf(Bug);
    await expect(bench.work(async () => null, { queues: [] })).rejects.toBeInstanceOf(Bug);
  },
};
