/**
 * Delayed tasks, and the state of a task at a given time.
 */
import { expect } from 'vitest';
import { type Cases, gate, toleranceMs } from '../engine-bench.ts';

export const timing: Cases = {
  'a delayed task starts when its delay has passed, and not before': async (bench) => {
    let startedMs = 0;
    await bench.work(async () => {
      startedMs = bench.nowMs();
      return null;
    });
    const enqueuedMs = bench.nowMs();
    await bench.enqueue('run-7', { delayMs: 1_000 });
    expect(await bench.outcomeWithin('run-7', 50)).toEqual({ kind: 'not_yet', state: 'pending' });
    await bench.succeeds('run-7');
    expect(startedMs - enqueuedMs).toBeGreaterThanOrEqual(1_000 - toleranceMs);
  },

  'a delayed task does not delay the next one': async (bench) => {
    const order: string[] = [];
    await bench.work(async ({ taskId }) => {
      order.push(taskId);
      return null;
    });
    await bench.enqueue('run-7', { delayMs: 1_000 });
    await bench.enqueue('run-8');
    await bench.succeeds('run-7', 'run-8');
    expect(order).toEqual(['run-8', 'run-7']);
  },

  'a task in hand has the state started until it has ended': async (bench) => {
    const inHand = gate();
    await bench.work(inHand.handler);
    await bench.enqueue('run-7');
    await bench.drive(inHand.entered);
    expect(await bench.outcomeWithin('run-7', 20)).toEqual({ kind: 'not_yet', state: 'started' });
    expect(await bench.outcomeWithin('run-7', 0)).toEqual({ kind: 'not_yet', state: 'started' });
    inHand.open();
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'through' });
    expect(await bench.outcomeWithin('run-7', 0)).toEqual({ kind: 'success', result: 'through' });
  },

  'an id that was never enqueued is unknown': async (bench) => {
    expect(await bench.outcome('run-404')).toEqual({ kind: 'unknown' });
  },
};
