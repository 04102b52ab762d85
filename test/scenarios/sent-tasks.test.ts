/** Tasks that people send: the row is claimed once, whatever the queue does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { awaitTask, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import type { Performer } from '#operations/tasks/perform-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { claimsMax } from '#run/retry-policy.ts';
import { openTasks, taskEventsSince, tasks } from '#store/reads/tasks.ts';
import { claimTask, forgetTasks, giveBackTasksOf, takeHints } from '#store/writes/tasks.ts';
import { freshDatabase } from '../support/database.ts';
import { manualTime } from '../support/manual-timers.ts';
import { must, type SmallCompany, smallCompany, worldOn } from '../support/small-company.ts';
import { performs, working } from '../support/working.ts';

let company: SmallCompany;
let world: WorkingWorld;
beforeAll(async () => {
  const database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2024-01-02T12:00:00Z' });
  world = working(company.world);
});

const at = (day: string) => Temporal.Instant.from(`${day}T00:00:00Z`);
const done: Performer = async () => ({ kind: 'done', result: 'well' });
const failing =
  (code: string): Performer =>
  async () => {
    throw new Outage(code, 'away');
  };
const fails = failing('broker_unreachable');
const send = async (ask: Partial<SendTask> = {}) =>
  must(await sendTask(world, { task: 'auto_run_payroll', ...ask })).taskId;
const shown = async (taskId: string) => must(await showTask(world, { taskId }));
const stateOf = async (taskId: string) => (await shown(taskId)).state;
const look = (taskId: string) =>
  awaitTask(world, { taskId, timeoutMs: 0, pause: async () => undefined });

describe('a task that was sent', () => {
  it('is performed once, however often and to however many workers it is delivered', async () => {
    const taskId = await send();
    const others = [1, 2, 3].map((number) => worldOn(company.world.store, {}, `other-${number}`));
    const outcomes = await Promise.all(
      [world, world, ...others].map((one) => performs(one, { taskId, perform: done })),
    );
    expect(outcomes.toSorted()).toEqual([...Array(4).fill('nothing_to_do'), 'success']);
    expect(await performs(world, { taskId, perform: done })).toBe('nothing_to_do');
    expect(await look(taskId)).toEqual({ ok: true, value: 'well' });
  });

  it('starts neither before its countdown nor after it has expired', async () => {
    const later = await send({ countdown: 60 });
    const soon = await send({ expires: 60 });
    expect(await performs(world, { taskId: later, perform: done })).toBe('nothing_to_do');
    await company.clock.advance({ seconds: 61 });
    expect(await performs(world, { taskId: later, perform: done })).toBe('success');
    const open = await world.store.read('every company', (reading) => openTasks(reading, 100));
    expect(open.map(({ taskId }) => taskId)).not.toContain(soon);
    const expired = await world.store.read('every company', (reading) =>
      tasks(reading, { state: 'expired', limit: 100 }),
    );
    expect(expired.map(({ taskId }) => taskId)).toContain(soon);
    expect(await performs(world, { taskId: soon, perform: done })).toBe('expired');
    expect(await look(soon)).toMatchObject({ ok: false, refusal: { code: 'task_expired' } });
  });

  it('is taken over after its worker is silent for a lease, and the old worker records nothing', async () => {
    const taskId = await send();
    const dead = worldOn(company.world.store, {}, 'dead');
    const hanging = Promise.withResolvers<void>();
    const zombie = performs(dead, {
      taskId,
      perform: async () => {
        await hanging.promise;
        return { kind: 'done', result: 'too late' };
      },
    });
    await expect.poll(() => stateOf(taskId)).toBe('started');
    expect(await performs(world, { taskId, perform: done })).toBe('nothing_to_do');
    await company.clock.advance({ seconds: 31 });
    expect(await performs(world, { taskId, perform: done })).toBe('success');
    hanging.resolve();
    expect(await zombie).toBe('claim_lost');
    expect(await look(taskId)).toEqual({ ok: true, value: 'well' });
  });

  it('fails if its workers die repeatedly', async () => {
    const taskId = await send();
    // Claims the task and does nothing more, as workers that die do.
    for (let deaths = 0; deaths < 3 + claimsMax; deaths += 1) {
      const ask = { taskId, owner: `worker-${deaths}`, leaseSeconds: 30 };
      const claim = await world.store.write('every company', (tx) => claimTask(tx, ask));
      expect(claim?.attempts).toBe(deaths + 1);
      await company.clock.advance({ seconds: 31 });
    }
    expect(await performs(world, { taskId, perform: done })).toBe('failure');
    expect(must(await showTask(world, { taskId })).failure?.code).toBe('worker_lost');
  });

  it('is retried after 10, 20 and 40 seconds, and then fails', async () => {
    const taskId = await send();
    for (const pauseSeconds of [10, 20, 40]) {
      expect(await performs(world, { taskId, perform: fails })).toBe('retry');
      await company.clock.advance({ seconds: pauseSeconds - 1 });
      expect(await performs(world, { taskId, perform: fails })).toBe('nothing_to_do');
      await company.clock.advance({ seconds: 2 });
    }
    expect(await performs(world, { taskId, perform: fails })).toBe('failure');
    expect(await look(taskId)).toMatchObject({
      ok: false,
      refusal: { code: 'task_failed', message: expect.stringContaining('away') },
    });
  });

  it('that a database outage interrupted is retried at once, and the attempt is not counted', async () => {
    const taskId = await send();
    const cutOff = failing('database_interrupted');
    const hints = () =>
      world.store.write('every company', (tx) =>
        takeHints(tx, { queues: ['default'], againSeconds: 30, limit: 1_000 }),
      );
    await hints();
    for (let outages = 1; outages <= 10; outages += 1) {
      expect(await performs(world, { taskId, perform: cutOff })).toBe('retry');
      const failure = { code: 'database_interrupted' };
      expect(await shown(taskId)).toMatchObject({ state: 'retry', attempts: 0, failure });
      // A worker checks every two seconds.
      await company.clock.advance({ seconds: 2 });
      expect((await hints()).map((hint) => hint.taskId)).toContain(taskId);
    }
    expect(await performs(world, { taskId, perform: done })).toBe('success');
    expect(await shown(taskId)).toMatchObject({ state: 'success', attempts: 1 });
  });

  it('that meets endless database outages finally fails', async () => {
    const taskId = await send();
    const cutOff = failing('database_interrupted');
    const outcomes = new Set<string>();
    for (let tries = 1; tries <= 40 && !outcomes.has('failure'); tries += 1) {
      outcomes.add(await performs(world, { taskId, perform: cutOff }));
      await company.clock.advance({ minutes: 11 });
    }
    expect([...outcomes]).toEqual(['retry', 'failure']);
    expect(await shown(taskId)).toMatchObject({ attempts: 4 });
  });

  it('fails at once on an error that is no outage', async () => {
    const taskId = await send();
    const broken: Performer = async () => {
      throw new TypeError('x is not a function');
    };
    expect(await performs(world, { taskId, perform: broken })).toBe('failure');
  });

  it('can be revoked until it starts', async () => {
    const taskId = await send({ countdown: 60 });
    expect(must(await revokeTask(world, { taskId })).state).toBe('revoked');
    await company.clock.advance({ seconds: 61 });
    expect(await performs(world, { taskId, perform: done })).toBe('nothing_to_do');
    expect(await look(taskId)).toMatchObject({ refusal: { code: 'task_revoked' } });
    const finished = await send();
    await performs(world, { taskId: finished, perform: done });
    const refused = await revokeTask(world, { taskId: finished });
    expect(refused).toMatchObject({ refusal: { code: 'task_finished' } });
  });

  it('is released when its worker stops, and counts no attempt', async () => {
    const taskId = await send();
    const stop = new AbortController();
    stop.abort();
    const interrupted: Performer = async (_claim, signal) =>
      signal.aborted ? { kind: 'interrupted' } : { kind: 'done', result: null };
    const { signal } = stop;
    expect(await performs(world, { taskId, perform: interrupted, signal })).toBe('given_back');
    expect(must(await showTask(world, { taskId }))).toMatchObject({
      state: 'pending',
      attempts: 0,
    });
    expect(await performs(world, { taskId, perform: done })).toBe('success');
  });

  it('is asked to stop at its soft limit, abandoned at its hard limit, and retried', async () => {
    const limits = { softSeconds: 5, hardSeconds: 9, byTask: {} };
    const limited = { ...world, settings: { ...world.settings, taskLimits: limits } };
    const time = manualTime();
    const obedient: Performer = (_claim, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'interrupted' }));
      });
    const deaf: Performer = () => new Promise(() => undefined);
    for (const [perform, code] of [
      [obedient, 'soft_time_limit'],
      [deaf, 'hard_time_limit'],
    ] as const) {
      const taskId = await send();
      const performing = performs(limited, { taskId, perform, time });
      await expect.poll(() => stateOf(taskId)).toBe('started');
      time.runNext();
      if (perform === deaf) time.runNext();
      expect(await performing).toBe('retry');
      expect(must(await showTask(world, { taskId })).failure?.code).toBe(code);
    }
  });

  it('is enqueued again if the queue lost it, at most once in half a minute', async () => {
    const taskId = await send({ queue: 'lost' });
    const hints = () =>
      world.store.write('every company', (tx) =>
        takeHints(tx, { queues: ['lost'], againSeconds: 30, limit: 10 }),
      );
    expect((await hints()).map((hint) => hint.taskId)).toEqual([taskId]);
    expect(await hints()).toEqual([]);
    await company.clock.advance({ seconds: 31 });
    expect((await hints()).map((hint) => hint.taskId)).toEqual([taskId]);
  });

  it('with an id from the caller is sent once', async () => {
    const taskId = 'auto_run_payroll.close-of-may';
    await send({ taskId });
    const again = await sendTask(world, { task: 'auto_run_payroll', taskId });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'task_id_taken' } });
  });

  it('is reported as an event when it is sent', async () => {
    const taskId = await send();
    await performs(world, { taskId, perform: done });
    const events = await world.store.read('every company', (at) =>
      taskEventsSince(at, { afterId: 0n, limit: 1_000 }),
    );
    expect(events.filter((one) => one.taskId === taskId).map(({ kind }) => kind)).toEqual([
      'task_sent',
    ]);
  });

  it('is deleted a day after its end, and not before', async () => {
    const taskId = await send();
    await performs(world, { taskId, perform: done });
    const forget = () =>
      world.store.write('every company', (tx) => forgetTasks(tx, world.settings));
    await company.clock.advance({ hours: 23 });
    await forget();
    expect(await look(taskId)).toMatchObject({ ok: true });
    await company.clock.advance({ hours: 2 });
    await forget();
    expect(await look(taskId)).toMatchObject({ refusal: { code: 'task_not_found' } });
  });

  it('of a worker that stops cold waits again at once', async () => {
    const taskId = await send();
    const hasty = worldOn(company.world.store, {}, 'hasty');
    void performs(hasty, { taskId, perform: () => new Promise(() => undefined) });
    await expect.poll(() => stateOf(taskId)).toBe('started');
    await world.store.write('every company', (tx) => giveBackTasksOf(tx, hasty.worker));
    expect(await performs(world, { taskId, perform: done })).toBe('success');
  });
});

describe('sending', () => {
  it.each([
    [{ task: 'auto_run_payrol' }, 'task_unknown', 'Did you mean auto_run_payroll?'],
    [{ task: 'run_payroll_for_period' }, 'task_args_invalid', '"period_id": 7'],
    [{ task: 'run_payroll_for_period', args: { periodId: 0 } }, 'task_args_invalid', ''],
    [{ args: { periodId: 1 } }, 'task_args_invalid', ''],
    [{ countdown: -1, priority: 12, queue: 'No' }, 'task_options_invalid', '/priority'],
    [{ taskId: 'Ä' }, 'task_options_invalid', 'taskId'],
    [{ task: 'payroll.tasks.auto_run_payroll' }, 'task_unknown', 'Did you mean auto_run_payroll?'],
    [{ countdown: 100, expires: 10 }, 'task_options_invalid', 'expires'],
    [{ eta: at('2024-01-09'), expires: 60 }, 'task_options_invalid', 'expires'],
    [{ eta: at('2024-01-09'), expires: at('2024-01-08') }, 'task_options_invalid', 'expires'],
  ])('%j is refused as %s', async (ask, code, part) => {
    const sent = await sendTask(world, { task: 'auto_run_payroll', ...ask });
    expect(sent).toMatchObject({ ok: false, refusal: { code } });
    expect(JSON.stringify(sent)).toContain(part === '' ? code : part.replaceAll('"', '\\"'));
  });

  it('accepts an expiry at the start, and an eta in the past', async () => {
    for (const ask of [
      { countdown: 60, expires: 60 },
      { eta: at('2023-01-01'), expires: 60 },
    ]) {
      expect(await stateOf(await send(ask))).toBe('pending');
    }
  });

  it('follows the routes, and says whether a worker serves that queue', async () => {
    const routes = { 'run_*': 'night' };
    const routed = { ...world, settings: { ...world.settings, taskRoutes: routes } };
    const task = 'run_payroll_for_period';
    const args = { period_id: 1 };
    expect(must(await sendTask(routed, { task, args }))).toMatchObject({
      queue: 'night',
      workers: 0,
    });
    expect(must(await sendTask(world, { task, args })).queue).toBe('payroll');
    expect(must(await sendTask(world, { task: 'auto_run_payroll' })).queue).toBe('default');
  });
});

describe('a worker', () => {
  const handlersOf = () =>
    taskHandlers(world, {
      engine: world.engine,
      stopping: new AbortController().signal,
    });

  it('fails a task for a forbidden action with the refusal, and only once', async () => {
    const task = 'run_payroll_for_period';
    const taskId = await send({ task, args: { periodId: 999 } });
    const outcome = await handlersOf()[task]?.({
      ...{ taskId, task, payload: { taskId }, attempt: 1 },
      signal: new AbortController().signal,
    });
    expect(outcome).toBe('failure');
    expect(must(await showTask(world, { taskId }))).toMatchObject({
      state: 'failure',
      failure: { code: 'period_not_found' },
    });
    expect(await look(taskId)).toMatchObject({
      ok: false,
      refusal: { code: 'task_failed', message: expect.stringContaining('period_not_found') },
    });
  });

  it('has a handler for every task that may be sent and for those of the engine', () => {
    const handlers = handlersOf();
    expect(Object.keys(handlers).toSorted()).toEqual([
      'advance_run',
      'auto_run_payroll',
      'calculate_chunk',
      'find_due_periods',
      'run_payroll_for_period',
      'run_set',
    ]);
  });
});
