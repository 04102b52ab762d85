/**
 * Stopping a worker, and closing the engine.
 */
import { expect } from 'vitest';
import { Outage } from '#errors.ts';
import { type Cases, gate } from '../engine-bench.ts';

const waiting = { kind: 'not_yet', state: 'pending' };

export const stopping: Cases = {
  'a worker that stops gracefully ends its task and leaves the next one to another worker': async (
    bench,
  ) => {
    const inHand = gate();
    const first = await bench.work(inHand.handler, { concurrency: 2 });
    await bench.enqueue('run-7');
    await bench.drive(inHand.entered);
    const stopped = first.stop({ graceful: true });
    await bench.enqueue('run-8');
    expect(await bench.outcomeWithin('run-8', 30)).toEqual(waiting);
    expect(inHand.seen.signal?.aborted).toBe(false);
    inHand.open();
    await bench.drive(stopped);
    expect(await bench.outcomeWithin('run-7', 0)).toEqual({ kind: 'success', result: 'through' });
    expect(await bench.outcomeWithin('run-8', 30)).toEqual(waiting);
    await bench.work(async () => 'second');
    expect(await bench.outcome('run-8')).toEqual({ kind: 'success', result: 'second' });
  },

  'a worker that stops at once aborts its task, another worker runs it, and only that result counts':
    async (bench) => {
      const inHand = gate();
      const first = await bench.work(inHand.handler);
      await bench.enqueue('run-7');
      await bench.drive(inHand.entered);
      await bench.drive(first.stop({ graceful: false }));
      expect(inHand.seen.signal?.aborted).toBe(true);
      const second = gate();
      await bench.work(async (task) => `second ${JSON.stringify(await second.handler(task))}`);
      await bench.drive(second.entered);
      inHand.open();
      expect(await bench.outcomeWithin('run-7', 30)).toEqual({ kind: 'not_yet', state: 'started' });
      second.open();
      expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'second "through"' });
    },

  'a graceful close finishes the current task, starts no other, and then refuses tasks': async (
    bench,
  ) => {
    const inHand = gate();
    const ran: string[] = [];
    await bench.work(async (task) => {
      ran.push(task.taskId);
      return inHand.handler(task);
    });
    await bench.enqueue('run-7');
    await bench.drive(inHand.entered);
    await bench.enqueue('run-8');
    const closed = bench.engine.close({ graceful: true });
    inHand.open();
    await bench.drive(closed);
    expect(ran).toEqual(['run-7']);
    await expect(bench.enqueue('run-9')).rejects.toBeInstanceOf(Outage);
    await expect(bench.work(async () => null)).rejects.toBeInstanceOf(Outage);
  },

  'a second close that does not wait cuts a graceful one short': async (bench) => {
    const inHand = gate();
    await bench.work(inHand.handler);
    await bench.enqueue('run-7');
    await bench.drive(inHand.entered);
    const graceful = bench.engine.close({ graceful: true });
    await bench.drive(bench.engine.close({ graceful: false }));
    await bench.drive(graceful);
    expect(inHand.seen.signal?.aborted).toBe(true);
  },
};
