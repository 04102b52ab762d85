/**
 * Errors of a handler: an Outage is retried with growing pauses, any other error fails at once.
 */
import { expect } from 'vitest';
import type { Enqueued } from '#engine/engine.ts';
import { assert, Bug, Outage } from '#errors.ts';
import type { JsonValue } from '#text/json-text.ts';
import { type Cases, retryPauses, toleranceMs } from '../engine-bench.ts';

const unreachable = () => new Outage('database_unreachable', 'no connection to the database');

export const retries: Cases = {
  'an Outage is retried, and each pause is at least twice the base of the one before': async (
    bench,
  ) => {
    const startsMs: number[] = [];
    await bench.work(async ({ attempt }) => {
      startsMs.push(bench.nowMs());
      if (attempt < 4) throw unreachable();
      return attempt;
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 4 });
    const pausesMs = startsMs.slice(1).map((start, index) => start - (startsMs[index] ?? 0));
    expect(pausesMs).toHaveLength(3);
    pausesMs.forEach((pauseMs, index) => {
      expect(pauseMs).toBeGreaterThanOrEqual(retryPauses.firstMs * 2 ** index - toleranceMs);
    });
  },

  'an Outage that outlasts the retries is a failure with the code of the Outage': async (bench) => {
    let times = 0;
    await bench.work(async () => {
      times += 1;
      throw unreachable();
    });
    await bench.enqueue('run-7', { retries: 2 });
    expect(await bench.outcome('run-7')).toEqual({
      kind: 'failure',
      failure: {
        code: 'database_unreachable',
        message: 'no connection to the database',
        attempts: 3,
      },
    });
    expect(times).toBe(3);
  },

  'without retries the first Outage is the last': async (bench) => {
    await bench.work(async () => {
      throw unreachable();
    });
    await bench.enqueue('run-7', { retries: 0 });
    expect(await bench.outcome('run-7')).toMatchObject({
      kind: 'failure',
      failure: { attempts: 1 },
    });
  },

  'between two attempts the task is in retry, its id is taken and other tasks continue': async (
    bench,
  ) => {
    let again: Enqueued | undefined;
    await bench.enqueue('run-7');
    await bench.enqueue('run-8');
    await bench.workWith({
      pay: async ({ taskId, attempt }) => {
        if (taskId === 'run-7' && attempt === 1) throw unreachable();
        // The only slot of this worker is taken, so the other task cannot have started again.
        if (taskId === 'run-8') again = await bench.enqueue('run-7');
        return 'recovered';
      },
    });
    await bench.succeeds('run-8');
    expect(again).toMatchObject({ kind: 'already_there', state: 'retry' });
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'recovered' });
  },

  'a Bug is a failure at once': async (bench) => {
    let times = 0;
    await bench.work(async () => {
      times += 1;
      assert(false, 'net pay is not the sum of the lines');
      return null;
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toEqual({
      kind: 'failure',
      failure: { code: 'bug', message: 'net pay is not the sum of the lines', attempts: 1 },
    });
    expect(times).toBe(1);
  },

  'any other error is a failure at once, and the worker continues': async (bench) => {
    await bench.work(async ({ taskId }) => {
      if (taskId === 'run-7') throw new TypeError('undefined is not a payslip');
      return 'fine';
    });
    await bench.enqueue('run-7');
    await bench.enqueue('run-8');
    expect(await bench.outcome('run-7')).toEqual({
      kind: 'failure',
      failure: { code: 'unexpected_error', message: 'undefined is not a payslip', attempts: 1 },
    });
    await bench.succeeds('run-8');
  },

  'the id of a failed task is free again': async (bench) => {
    let times = 0;
    await bench.work(async () => {
      times += 1;
      if (times === 1) throw new Bug('once');
      return 'repaired';
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toMatchObject({ kind: 'failure' });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toEqual({ kind: 'success', result: 'repaired' });
  },

  'a task without a handler is retried like an Outage, and then fails with that code': async (
    bench,
  ) => {
    await bench.workWith({ other: async () => null });
    await bench.enqueue('run-7', { retries: 1 });
    expect(await bench.outcome('run-7')).toMatchObject({
      kind: 'failure',
      failure: { code: 'unregistered_task', attempts: 2 },
    });
    // A property that every object inherits is not a handler.
    await bench.engine.enqueue('constructor', {}, { id: 'run-8', retries: 0 });
    expect(await bench.outcome('run-8')).toMatchObject({ failure: { code: 'unregistered_task' } });
  },

  'a result that JSON cannot represent is a failure, and no result is null': async (bench) => {
    await bench.work(async ({ taskId }) => {
      const result: unknown = taskId === 'run-7' ? { netMinor: 241_603n } : undefined;
      return result as JsonValue;
    });
    await bench.enqueue('run-7');
    expect(await bench.outcome('run-7')).toMatchObject({ failure: { code: 'bug', attempts: 1 } });
    await bench.enqueue('run-8');
    expect(await bench.outcome('run-8')).toEqual({ kind: 'success', result: null });
  },
};
