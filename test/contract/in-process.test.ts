/**
 * The in-process engine passes the contract of all engines, and keeps its own promises.
 */
import { describe, expect, it } from 'vitest';
import type { Handler, TaskEvent } from '#engine/engine.ts';
import { manualTime } from '../support/manual-timers.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { goingWrong } from '../support/queue-faults.ts';
import { rememberingEngine } from '../support/remembering-engine.ts';
import { engineContract } from './engine.contract.ts';

function onManualTime(options: Partial<Parameters<typeof rememberingEngine>[0]> = {}) {
  const time = manualTime();
  const engine = rememberingEngine({ clock: time.clock, timers: time.timers, ...options });
  const get = (id: string, how: { timeoutMs: number }) => outcomeOf(engine, id, how);
  return { ...time, engine, get };
}

engineContract('the in-process engine', async ({ retryPauses }) => onManualTime({ retryPauses }));

describe('the in-process engine alone', () => {
  it('does nothing until one of its timers runs', async () => {
    const { engine, settle, runNext } = onManualTime();
    const ran: string[] = [];
    await engine.work(
      ['default'],
      {
        pay: async ({ taskId }) => {
          ran.push(taskId);
          return null;
        },
      },
      { concurrency: 9 },
    );
    await settle();
    await engine.enqueue('pay', {}, { id: 'run-7' });
    await engine.enqueue('pay', {}, { id: 'run-8' });
    expect(ran).toEqual([]);
    expect(runNext()).toBe(true);
    expect(ran).toEqual(['run-7']);
    expect(runNext()).toBe(true);
    expect(ran).toEqual(['run-7', 'run-8']);
  });

  it('forgets the oldest results above the number that it keeps', async () => {
    const { engine, get, drive } = onManualTime({ keep: { count: 2, forMs: 1_000 } });
    await engine.work(['default'], { pay: async ({ taskId }) => taskId }, { concurrency: 1 });
    for (const id of ['run-1', 'run-2', 'run-3']) {
      await engine.enqueue('pay', {}, { id });
      await drive(get(id, { timeoutMs: 100 }));
    }
    expect(await get('run-1', { timeoutMs: 0 })).toEqual({ kind: 'unknown' });
    expect(await get('run-2', { timeoutMs: 0 })).toEqual({
      kind: 'success',
      result: 'run-2',
    });
    expect(await get('run-3', { timeoutMs: 0 })).toEqual({
      kind: 'success',
      result: 'run-3',
    });
  });

  it('forgets a result after the time for which it is kept', async () => {
    const { engine, get, drive, clock } = onManualTime({ keep: { count: 9, forMs: 1_000 } });
    await engine.work(['default'], { pay: async () => 'done' }, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await drive(get('run-1', { timeoutMs: 100 }));
    clock.advance({ milliseconds: 1_000 });
    expect(await get('run-1', { timeoutMs: 0 })).toEqual({
      kind: 'success',
      result: 'done',
    });
    clock.advance({ milliseconds: 1 });
    expect(await get('run-1', { timeoutMs: 0 })).toEqual({ kind: 'unknown' });
  });

  it('reports every step of a task, in order, with the error that was thrown', async () => {
    const events: TaskEvent[] = [];
    const { engine, get, drive } = onManualTime({ onEvent: (event) => events.push(event) });
    const thrown = new TypeError('undefined is not a payslip');
    await engine.work(
      ['default'],
      {
        pay: async () => {
          throw thrown;
        },
      },
      { concurrency: 1, name: 'worker-a' },
    );
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await drive(get('run-1', { timeoutMs: 100 }));
    expect(
      events.map(({ kind, id, attempts, worker, error }) => ({
        kind,
        id,
        attempts,
        worker,
        error,
      })),
    ).toEqual([
      { kind: 'task_sent', id: 'run-1', attempts: 0, worker: undefined, error: undefined },
      { kind: 'task_started', id: 'run-1', attempts: 1, worker: 'worker-a', error: undefined },
      { kind: 'task_failed', id: 'run-1', attempts: 1, worker: 'worker-a', error: thrown },
    ]);
  });

  it('forgets everything in a flush, and ignores the results of current tasks', async () => {
    const { engine, get, drive, settle, runNext } = onManualTime();
    const ends = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const handled: string[] = [];
    const pay: Handler = ({ taskId }) => {
      handled.push(taskId);
      return ends[handled.length - 1]?.promise ?? Promise.resolve('beyond');
    };
    await engine.work(['default'], { pay }, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await engine.enqueue('pay', {}, { id: 'run-2' });
    await engine.enqueue('pay', {}, { id: 'run-3', delayMs: 10 });
    await settle();
    const waiting = get('run-1', { timeoutMs: 50 });
    engine.flush();
    expect(await drive(waiting)).toEqual({ kind: 'unknown' });
    for (const id of ['run-1', 'run-2', 'run-3']) {
      expect(await get(id, { timeoutMs: 50 })).toEqual({ kind: 'unknown' });
    }
    expect(await engine.enqueue('pay', {}, { id: 'run-1' })).toMatchObject({ kind: 'enqueued' });
    ends[0]?.resolve('of the one before the flush');
    await settle();
    expect(handled).toEqual(['run-1', 'run-1']);
    expect(await get('run-1', { timeoutMs: 0 })).toEqual({
      kind: 'not_yet',
      state: 'started',
    });
    ends[1]?.resolve('of the one after the flush');
    const outcome = await drive(get('run-1', { timeoutMs: 50 }));
    expect(outcome).toEqual({ kind: 'success', result: 'of the one after the flush' });
    while (runNext()) await settle();
    expect(handled).toEqual(['run-1', 'run-1']);
  });

  it('keeps no timer for a caller that has its answer', async () => {
    const { engine, get, drive, runNext, settle } = onManualTime();
    await engine.work(['default'], { pay: async () => 'done' }, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await drive(get('run-1', { timeoutMs: 60_000 }));
    await settle();
    expect(runNext()).toBe(false);
  });

  it('does not count an attempt that a stopped worker abandoned', async () => {
    const { engine, get, drive, settle } = onManualTime();
    const first = await engine.work(
      ['default'],
      { pay: () => new Promise<null>(() => {}) },
      { concurrency: 1 },
    );
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await settle();
    await first.stop({ graceful: false });
    await engine.work(['default'], { pay: async ({ attempt }) => attempt }, { concurrency: 1 });
    const outcome = await drive(get('run-1', { timeoutMs: 50 }));
    expect(outcome).toEqual({ kind: 'success', result: 1 });
  });

  it('takes the result from the task, not from its duplicate', async () => {
    const { engine, get, drive, settle } = onManualTime(goingWrong({ seed: 1, double: 1 }));
    const ends: ((result: string) => void)[] = [];
    const pay = () => new Promise<string>((resolve) => ends.push(resolve));
    await engine.work(['default'], { pay }, { concurrency: 2 });
    await engine.enqueue('pay', {}, { id: 'run-1' });
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.('the double');
    await settle();
    expect(await get('run-1', { timeoutMs: 0 })).toMatchObject({ kind: 'not_yet' });
    ends[0]?.('the task');
    const outcome = await drive(get('run-1', { timeoutMs: 50 }));
    expect(outcome).toEqual({ kind: 'success', result: 'the task' });
  });

  it('shares tasks among workers with free slots', async () => {
    const { engine, settle } = onManualTime();
    const pay = () => new Promise<null>(() => {});
    for (const name of ['a', 'b']) {
      await engine.work(['default'], { pay }, { concurrency: 2, name });
    }
    for (const id of ['run-1', 'run-2', 'run-3']) await engine.enqueue('pay', {}, { id });
    await settle();
    const { active } = await engine.inspect();
    expect(active.map(({ id, worker }) => `${id} ${worker}`)).toEqual([
      'run-1 a',
      'run-2 b',
      'run-3 a',
    ]);
  });
});
