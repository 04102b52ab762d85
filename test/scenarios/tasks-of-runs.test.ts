/**
 * A task that was sent for a run gives back its slot while the run continues, and ends with the
 * run.
 */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '#engine/engine.ts';
import { type InProcessEngine, inProcessEngine } from '#engine/in-process.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { advanceRun } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { retryRun, voidRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { awaitTask, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { inspectWorkers } from '#operations/workers/inspect-workers.ts';
import { pulse } from '#operations/workers/pulse.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { runs } from '#store/reads/runs.ts';
import { taskEventsSince } from '#store/reads/tasks.ts';
import type { Store } from '#store/store.ts';
import { claimChunk } from '#store/writes/chunks.ts';
import { moveToFailed } from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import {
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
  worldOn,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
una,Una Vale,salary,48000.00,,single,2019-01-01
`;
/** Two of three people are held, which is above the limit. */
const rosterInDoubt = `${roster}ned,Ned Hourly,hourly,,20.00,single,2019-01-01
pia,Pia Hourly,hourly,,21.00,single,2019-01-01
`;

let database: TestDatabase;
let company: SmallCompany;
let world: WorkingWorld;
let engine: InProcessEngine;
let worker: Worker | null;
let told: PaybeatEvent[];

beforeEach(async () => {
  database = await freshDatabase();
  // Every run is taken by steps, so that its task has to wait for it.
  const settings = { setCompanies: 0 };
  company = await smallCompany({
    url: database.url,
    now: '2026-01-02T12:00:00Z',
    roster,
    settings,
  });
  engine = inProcessEngine({ clock: systemClock }) as InProcessEngine;
  told = [];
  world = { ...company.world, engine, telemetry: { emit: (event) => told.push(event) } };
  worker = null;
});

afterEach(async () => {
  await worker?.stop({ graceful: false });
  await company.close();
  await database.drop();
});

/** A worker with one slot, as `paybeat worker -c 1`. */
async function oneWorksAt(places = 1): Promise<void> {
  worker = await engine.work(everyDefaultQueue, handlersOf(world), { concurrency: places });
}

function handlersOf(of: World) {
  const stopping = new AbortController().signal;
  return taskHandlers(of, { engine, stopping });
}

async function performed(of: World, taskId: string, task = 'run_payroll_for_period') {
  const { signal } = new AbortController();
  return handlersOf(of)[task]?.({ taskId, task, payload: { taskId }, attempt: 1, signal });
}

/** Has a due period, like the first company. */
async function anotherCompany(): Promise<SmallCompany> {
  const { companyId } = must(
    await addCompany(world, {
      ...{ code: 'other', name: 'Other', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    }),
  );
  await takeRoster(world, { companyId, text: roster });
  return { ...company, companyId };
}

async function dueOf(of: SmallCompany, from = '2026-01-05'): Promise<number> {
  const periodId = await dueFortnight(of, { from });
  await company.clock.set('2026-03-02T12:00:00Z');
  return periodId;
}

async function opened(periodId: number) {
  const { companyId } = company;
  const { runId } = must(await openRun(world, { companyId, periodId }));
  return { companyId, runId };
}

/** A run of this period whose only chunk belongs to a silent worker. */
async function heldUp(periodId: number, leaseSeconds = 3_600) {
  const run = await opened(periodId);
  const ask = { ...run, ordinal: 1, owner: 'worker:silent', leaseSeconds };
  await world.store.write(run, (tx) => claimChunk(tx, ask));
  return run;
}

const send = async (ask: Partial<SendTask> = {}) =>
  must(await sendTask(world, { task: 'auto_run_payroll', ...ask })).taskId;
const sendPeriod = (periodId: number) =>
  send({ task: 'run_payroll_for_period', args: { periodId } });
const shown = async (taskId: string) => must(await showTask(world, { taskId }));
const isIn = async (taskId: string, state: string) => (await shown(taskId)).state === state;
/** Allows more time than an undisturbed task ever takes. */
const comesTo = (taskId: string, state: string) => until(() => isIn(taskId, state), 40_000);
const look = (taskId: string) =>
  awaitTask(world, { taskId, timeoutMs: 0, pause: async () => undefined });

async function runsOf(of: SmallCompany) {
  const { companyId } = of;
  return world.store.read({ companyId }, (at) => runs(at, { companyId, limit: 100 }));
}

async function fail(run: { readonly companyId: number; readonly runId: number }): Promise<void> {
  await world.store.write(run, async (tx) => {
    const locked = await lockRun(tx, run.runId);
    if (locked) await moveToFailed(tx, { run: locked, actor: 'person:test', why: 'as it is told' });
  });
}

/**
 * The pulse that every worker has every two seconds. Returns the hints, which nobody else receives.
 */
async function pulseOf(of: World): Promise<readonly string[]> {
  const hints: string[] = [];
  const about = { name: 'w', queues: everyDefaultQueue, concurrency: 1, state: 'running' } as const;
  await pulse(of, {
    journal: new TaskJournal(systemClock),
    told: { ...about, version: '', registered: [], settings: {}, health: null, hasBeat: false },
    takesTasks: true,
    engine: {
      enqueue: async (_task, _payload, { id }) => {
        hints.push(id);
        return { kind: 'enqueued', id };
      },
    },
  });
  return hints;
}

describe('a task of a run', () => {
  it('that cannot continue delays no task of another company, even with one slot', async () => {
    await heldUp(await dueOf(company));
    const other = await anotherCompany();
    const first = await dueOf(other);
    await oneWorksAt(1);
    const stuck = await sendPeriod((await runsOf(company))[0]?.periodId ?? 0);
    await comesTo(stuck, 'running');
    const free = await sendPeriod(first);
    await comesTo(free, 'success');
    expect(await look(free)).toMatchObject({ value: { kind: 'ran', state: 'committed', paid: 1 } });
    expect(await shown(stuck)).toMatchObject({ state: 'running', worker: null, attempts: 1 });
    await expectSound(world);
  });

  it('ends with its run, with its result, in the transaction that commits the run', async () => {
    const periodId = await dueOf(company);
    const taskId = await sendPeriod(periodId);
    expect(await performed(world, taskId)).toBe('running');
    const [run] = await runsOf(company);
    if (!run) throw new Error('it has opened its run');
    expect(await shown(taskId)).toMatchObject({ state: 'running', waitsFor: [run.runId] });
    await calculateChunk(world, { ...run, ordinal: 1 });
    expect(await isIn(taskId, 'running')).toBe(true);
    await advanceRun(world, run);
    const { runId } = run;
    const counts = { roster: 1, paid: 1, held: 0, excluded: 0 };
    expect(await look(taskId)).toEqual({
      ok: true,
      value: { kind: 'ran', periodId, runId, state: 'committed', ...counts, seconds: 0 },
    });
    const [committed] = await runsOf(company);
    expect((await shown(taskId)).finishedAt).toEqual(committed?.committedAt);
    expect(told.filter(({ kind }) => kind === 'task_succeeded')).toMatchObject([{ id: taskId }]);
    const events = await world.store.read('every company', (at) =>
      taskEventsSince(at, { afterId: 0n, limit: 100 }),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['task_sent', 'task_succeeded']);
  });

  it('whose run waits for a person has ended: its result says that the run is in review', async () => {
    await takeRoster(world, { companyId: company.companyId, text: rosterInDoubt });
    const periodId = await dueOf(company);
    const taskId = await sendPeriod(periodId);
    await oneWorksAt(1);
    await comesTo(taskId, 'success');
    expect(await look(taskId)).toMatchObject({
      value: { kind: 'ran', periodId, state: 'review', paid: 1, held: 2 },
    });
  });

  it.each([
    ['fails', 'failed', fail],
    [
      'is voided by a person',
      'voided',
      async ({ runId }: { runId: number }) =>
        void must(await voidRun(world, { runId, why: 'wrong salary' })),
    ],
  ] as const)('whose run %s has that result', async (_what, state, act) => {
    const periodId = await dueOf(company);
    const taskId = await sendPeriod(periodId);
    await performed(world, taskId);
    const [run] = await runsOf(company);
    if (run) await act(run);
    expect(await look(taskId)).toMatchObject({
      value: { kind: 'ran', periodId, state, paid: null },
    });
  });

  it('keeps its result if the run continues later', async () => {
    const taskId = await sendPeriod(await dueOf(company));
    await performed(world, taskId);
    const [run] = await runsOf(company);
    if (!run) throw new Error('it has opened its run');
    await fail(run);
    must(await retryRun(world, { runId: run.runId, why: 'mended' }));
    await calculateChunk(world, { ...run, ordinal: 1 });
    await advanceRun(world, run);
    expect(await look(taskId)).toMatchObject({ value: { state: 'failed' } });
  });

  it('ends with its run even if its worker dies after it has opened the run', async () => {
    const taskId = await sendPeriod(await dueOf(company));
    const dead: Store = {
      ...world.store,
      read: async (scope, work) => {
        // The first read after the run is open is that of the work to enqueue.
        if ((await runsOf(company)).length > 0) return new Promise<never>(() => undefined);
        return world.store.read(scope, work);
      },
    };
    void performed({ ...worldOn(dead, { setCompanies: 0 }, 'dead') }, taskId);
    await until(async () => (await runsOf(company)).length > 0);
    expect(await isIn(taskId, 'started')).toBe(true);
    await company.clock.advance({ seconds: 5 });
    await oneWorksAt(1);
    await engine.enqueue('run_payroll_for_period', { taskId }, { id: 'again', queue: 'payroll' });
    await comesTo(taskId, 'success');
    expect(await look(taskId)).toMatchObject({ value: { kind: 'ran', state: 'committed' } });
    expect(await runsOf(company)).toHaveLength(1);
    await expectSound(world);
  });

  it('whose run ended without a record is ended once, by the next pulse', async () => {
    const run = await opened(await dueOf(company));
    const taskId = await sendPeriod((await runsOf(company))[0]?.periodId ?? 0);
    await calculateChunk(world, { ...run, ordinal: 1 });
    await advanceRun(world, run);
    // The row that a worker of the previous version leaves.
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `update paybeat.task set state = 'running', ends_with = $1, attempts = 1, epoch = 1,
         started_at = paybeat.paybeat_now() where task_id = $2`,
      [run.runId, taskId],
    );
    await client.end();
    expect(await pulseOf(world)).toEqual([]);
    expect(await look(taskId)).toMatchObject({ value: { kind: 'ran', state: 'committed' } });
    expect(told.filter(({ kind }) => kind === 'task_succeeded')).toMatchObject([{ id: taskId }]);
    await pulseOf(world);
    expect(told.filter(({ kind }) => kind === 'task_succeeded')).toHaveLength(1);
  });

  it('is shown as active without a worker, is not finished, and cannot be revoked', async () => {
    await heldUp(await dueOf(company));
    const taskId = await sendPeriod((await runsOf(company))[0]?.periodId ?? 0);
    await performed(world, taskId);
    const whole = { ...world, locks: undefined as never };
    const inspected = must(await inspectWorkers(whole, { destination: null }));
    expect(inspected.active).toMatchObject([{ taskId, worker: null }]);
    expect([...inspected.scheduled, ...inspected.reserved].map((one) => one.taskId)).not.toContain(
      `${taskId}.2`,
    );
    expect(await look(taskId)).toMatchObject({ refusal: { code: 'task_not_finished' } });
    expect(await revokeTask(world, { taskId })).toMatchObject({
      refusal: { code: 'task_started', facts: { state: 'running' } },
    });
  });

  it('that waits for its turn uses no slot, and its period is paid later', async () => {
    const first = await dueOf(company);
    const second = await dueOf(company, '2026-01-19');
    const run = await heldUp(first, 4);
    const taskId = await sendPeriod(second);
    expect(await performed(world, taskId)).toBe('running');
    expect((await shown(taskId)).waitsFor).toEqual([run.runId]);
    expect(await pulseOf(world)).not.toContain(`${taskId}.2`);
    await company.clock.advance({ seconds: 5 });
    await oneWorksAt(1);
    await calculateChunk(world, { ...run, ordinal: 1 });
    await advanceRun(world, run);
    for (const id of await pulseOf(world)) {
      if (id.startsWith(taskId)) {
        await engine.enqueue('run_payroll_for_period', { taskId }, { id, queue: 'payroll' });
      }
    }
    await comesTo(taskId, 'success');
    expect(await look(taskId)).toMatchObject({
      value: { kind: 'ran', periodId: second, state: 'committed' },
    });
    expect(await shown(taskId)).toMatchObject({ attempts: 1 });
    await expectSound(world);
  });
});

describe('a task for all due periods', () => {
  it('pays several periods of the same people in order, with one slot, and reports each', async () => {
    const periods = [
      await dueOf(company),
      await dueOf(company, '2026-01-19'),
      await dueOf(company, '2026-02-02'),
    ];
    await oneWorksAt(1);
    const taskId = await send();
    await comesTo(taskId, 'success');
    expect(await look(taskId)).toMatchObject({
      value: periods.map((periodId) => ({ kind: 'ran', periodId, state: 'committed' })),
    });
    expect(await shown(taskId)).toMatchObject({ attempts: 1 });
    await expectSound(world);
  });

  it('ends at once if there is nothing to do', async () => {
    const taskId = await send();
    expect(await performed(world, taskId, 'auto_run_payroll')).toBe('success');
    expect(await look(taskId)).toEqual({ ok: true, value: [] });
  });
});
