/**
 * Delivery of tasks: to which worker, how often, in which order, and with which result.
 */
import { expect } from 'vitest';
import type { TaskInHand, TaskPayload } from '#engine/engine.ts';
import { refuse } from '#errors.ts';
import { type Cases, gate } from '../engine-bench.ts';

export const delivery: Cases = {
  'a task reaches the handler of its name with its payload, and the result comes back': async (
    bench,
  ) => {
    const seen: Partial<TaskInHand>[] = [];
    await bench.workWith({
      pay: async ({ taskId, task, payload, attempt }) => {
        seen.push({ taskId, task, payload, attempt });
        return { run: Number(payload['runId']), state: String(payload['state']) };
      },
      other: async () => 'not this one',
    });
    const answer = await bench.enqueue('run-7', {}, { runId: 7, state: 'calculating' });
    expect(answer).toEqual({ kind: 'enqueued', id: 'run-7' });
    expect(await bench.outcome('run-7')).toEqual({
      kind: 'success',
      result: { run: 7, state: 'calculating' },
    });
    expect(seen).toEqual([
      { taskId: 'run-7', task: 'pay', payload: { runId: 7, state: 'calculating' }, attempt: 1 },
    ]);
  },

  'a task waits for a worker that starts later': async (bench) => {
    await bench.enqueue('run-7');
    expect(await bench.outcomeWithin('run-7', 20)).toEqual({ kind: 'not_yet', state: 'pending' });
    await bench.work(async () => 'done');
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'done' });
  },

  'a worker takes only tasks of its own queues': async (bench) => {
    await bench.enqueue('run-7', { queue: 'payroll' });
    await bench.enqueue('run-8');
    await bench.work(async () => 'default');
    await bench.succeeds('run-8');
    expect(await bench.outcomeWithin('run-7', 20)).toEqual({ kind: 'not_yet', state: 'pending' });
    await bench.work(async () => 'payroll', { queues: ['other', 'payroll'] });
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'payroll' });
  },

  'an id that waits is not enqueued again, and the first one keeps its payload': async (bench) => {
    await bench.enqueue('run-7', {}, { runId: 7 });
    expect(await bench.enqueue('run-7', {}, { runId: 8 })).toEqual({
      kind: 'already_there',
      id: 'run-7',
      state: 'pending',
    });
    const seen: TaskPayload[] = [];
    await bench.work(async ({ payload }) => {
      seen.push(payload);
      return null;
    });
    await bench.succeeds('run-7');
    await bench.enqueue('run-9');
    await bench.succeeds('run-9');
    expect(seen).toEqual([{ runId: 7 }, {}]);
  },

  'an id that is delayed or in hand is not enqueued again': async (bench) => {
    const inHand = gate();
    await bench.work(inHand.handler);
    await bench.enqueue('run-7');
    await bench.drive(inHand.entered);
    expect(await bench.enqueue('run-7')).toMatchObject({ kind: 'already_there', state: 'started' });
    await bench.enqueue('run-8', { delayMs: 60_000 });
    expect(await bench.enqueue('run-8')).toMatchObject({ kind: 'already_there', state: 'pending' });
    inHand.open();
    await bench.succeeds('run-7');
  },

  'the id of a finished task is free again, and its result is that of the newest task': async (
    bench,
  ) => {
    let times = 0;
    await bench.work(async () => {
      times += 1;
      return times;
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 1 });
    expect(await bench.enqueue('run-7')).toEqual({ kind: 'enqueued', id: 'run-7' });
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 2 });
  },

  'in a queue, the waiting task with the lowest priority number starts first': async (bench) => {
    await bench.enqueue('run-late', { priority: 9 });
    await bench.enqueue('run-plain');
    await bench.enqueue('run-first', { priority: 0 });
    await bench.enqueue('run-soon', { priority: 4 });
    const order: string[] = [];
    await bench.work(async ({ taskId }) => {
      order.push(taskId);
      return null;
    });
    await bench.succeeds('run-late', 'run-plain', 'run-first', 'run-soon');
    expect(order).toEqual(['run-first', 'run-soon', 'run-plain', 'run-late']);
  },

  'a worker has as many tasks in hand as its concurrency, and never more': async (bench) => {
    let inHand = 0;
    let most = 0;
    const opened = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    const handler = async () => {
      inHand += 1;
      most = Math.max(most, inHand);
      if (inHand === 3) full.resolve();
      await opened.promise;
      inHand -= 1;
      return null;
    };
    const ids = Array.from({ length: 10 }, (_, index) => `chunk-${index}`);
    for (const id of ids) await bench.enqueue(id);
    await bench.work(handler, { concurrency: 3 });
    await bench.drive(full.promise);
    expect(await bench.outcomeWithin('chunk-9', 50)).toEqual({ kind: 'not_yet', state: 'pending' });
    expect(inHand).toBe(3);
    opened.resolve();
    await bench.succeeds(...ids);
    expect(most).toBe(3);
  },

  'a handler that returns a refusal is a success and is not retried': async (bench) => {
    let times = 0;
    await bench.work(async () => {
      times += 1;
      const { refusal } = refuse({ family: 'conflict', code: 'not_due', message: 'Not due yet.' });
      return { ok: false, refusal: { family: refusal.family, code: refusal.code } };
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toEqual({
      kind: 'success',
      result: { ok: false, refusal: { family: 'conflict', code: 'not_due' } },
    });
    expect(times).toBe(1);
  },
};
