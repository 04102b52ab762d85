/** Workers and beats as an operator runs them: real processes, real signals, one database. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { taskById } from '#store/reads/tasks.ts';
import { workers } from '#store/reads/workers.ts';
import { testDatabase } from '../support/database.ts';
import { settings } from '../support/paid-periods.ts';
import { programs, type Staying } from '../support/processes.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const database = await testDatabase();
const { paybeat, json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1, leaseSeconds: 2, graceSeconds: 2, chunkSize: 2 },
});
let company: SmallCompany;
let holder: pg.Client;
let nextMonth = Temporal.PlainYearMonth.from('2024-01');

beforeAll(async () => {
  // The test's clock is used for the set-up. Then the real clock replaces it, as in production.
  company = await smallCompany({ url: database.url, now: '2024-01-02T12:00:00Z' });
  // This test has no hours, so its limit of held people is lifted.
  await settings(company, { heldPercentMax: 100 });
  holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query(`create or replace function paybeat.paybeat_now() returns timestamptz
    language sql stable as 'select statement_timestamp()'`);
  const migrated = await paybeat(['migrate']);
  expect(migrated.code, migrated.err).toBe(0);
});
afterAll(async () => {
  await holder.end();
  await company.close();
});

/** A period that only a person runs. */
async function newPeriod(): Promise<number> {
  const month = nextMonth;
  nextMonth = month.add({ months: 1 });
  const { companyId, world } = company;
  const added = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'monthly', payOn: null, rule: null },
      ...{
        startOn: month.toPlainDate({ day: 1 }),
        endOn: month.toPlainDate({ day: month.daysInMonth }),
      },
    }),
  );
  must(await activatePeriod(world, { periodId: added.periodId }));
  return added.periodId;
}

const workersSeen = () => company.world.store.read('every company', (at) => workers(at));
const patience = { timeout: 20_000 };
async function isUp(name: string): Promise<void> {
  const found = async () => (await workersSeen()).some((one) => one.isAlive && one.name === name);
  await expect.poll(found, patience).toBe(true);
}
const stateOf = async (taskId: string) =>
  (await company.world.store.read('every company', (at) => taskById(at, taskId)))?.state;
async function reaches(taskId: string, state: string): Promise<void> {
  await expect.poll(() => stateOf(taskId), patience).toBe(state);
}
const sendPeriod = async (periodId: number) => {
  const args = ['--async', '--period-id', String(periodId), '--force'];
  return String((await json(['run_payroll_automation', ...args]))['task_id']);
};

/** While the test holds this lock, runs of this period stop at their first chunk. */
async function hold(): Promise<() => Promise<void>> {
  await holder.query('begin; lock table paybeat.payslip in exclusive mode');
  return async () => {
    await holder.query('commit');
  };
}

/** Waits until the run is open, and a worker has a chunk and waits for the test's lock. */
async function isStuck(taskId: string): Promise<void> {
  await reaches(taskId, 'running');
  const waiting = async () =>
    (
      await holder.query(
        "select from pg_locks where not granted and relation = 'paybeat.payslip'::regclass",
      )
    ).rowCount;
  await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0);
}

async function stopsWith(worker: Staying, signal: NodeJS.Signals) {
  const startedAt = performance.now();
  worker.child.kill(signal);
  const ended = await worker.ended;
  return { ...ended, seconds: (performance.now() - startedAt) / 1_000 };
}

describe('a worker process', () => {
  it('is missed while none runs, performs a task of another process, and stops warm', async () => {
    const lonely = await paybeat(['run', '--async']);
    expect([lonely.code, lonely.out]).toEqual([
      0,
      expect.stringContaining('paybeat worker --queues '),
    ]);

    const worker = start(['worker', '--name', 'first', '--queues', 'payroll,default']);
    await isUp('first');
    const taskId = await sendPeriod(await newPeriod());
    const result = await json(['tasks', 'result', taskId, '--timeout', '20']);
    expect(result).toMatchObject({ result: { kind: 'ran', state: 'committed', paid: 2 } });

    const stopped = await stopsWith(worker, 'SIGTERM');
    expect([stopped.code, stopped.signal]).toEqual([0, null]);
    expect(stopped.seconds).toBeLessThan(10);
    expect((await workersSeen()).map(({ name }) => name)).not.toContain('first');
  });

  it('whose task does not end is stopped after its grace period, and another worker continues', async () => {
    const worker = start(['worker', '--name', 'slow']);
    await isUp('slow');
    const release = await hold();
    const taskId = await sendPeriod(await newPeriod());
    await isStuck(taskId);
    const stopped = await stopsWith(worker, 'SIGTERM');
    expect([stopped.code, stopped.seconds < 10]).toEqual([0, true]);
    expect(await stateOf(taskId)).toBe('running');
    await release();
    const next = start(['worker', '--name', 'next']);
    await reaches(taskId, 'success');
    expect((await stopsWith(next, 'SIGINT')).code).toBe(0);
  });

  it('stops cold at the second signal', async () => {
    const worker = start(['worker', '--name', 'cold'], { PAYBEAT_GRACE_SECONDS: '60' });
    await isUp('cold');
    const release = await hold();
    const taskId = await sendPeriod(await newPeriod());
    await isStuck(taskId);
    worker.child.kill('SIGTERM');
    // Once when it starts, and once when it has heard the first signal.
    await expect.poll(() => worker.said().split('Ctrl-C').length - 1).toBe(2);
    const stopped = await stopsWith(worker, 'SIGTERM');
    expect([stopped.code, stopped.seconds < 5]).toEqual([8, true]);
    expect(await stateOf(taskId)).toBe('running');
    await release();
    // Finishes this period: the next test's period pays the same people and would wait for it.
    const next = start(['worker', '--name', 'heated']);
    await reaches(taskId, 'success');
    expect((await stopsWith(next, 'SIGTERM')).code).toBe(0);
  });

  it('that is killed is taken over within its lease and one scan', async () => {
    const worker = start(['worker', '--name', 'killed']);
    await isUp('killed');
    const release = await hold();
    const taskId = await sendPeriod(await newPeriod());
    await isStuck(taskId);
    const killed = await stopsWith(worker, 'SIGKILL');
    expect(killed.signal).toBe('SIGKILL');
    await release();
    const heir = start(['worker', '--name', 'heir']);
    await reaches(taskId, 'success');
    await stopsWith(heir, 'SIGTERM');
    await expectSound(company.world);
  });

  it('serves only its queues', async () => {
    const worker = start(['worker', '--name', 'narrow', '--queues', 'default', '-c', '1']);
    await isUp('narrow');
    const periodTask = await sendPeriod(await newPeriod());
    const taskId = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
    await reaches(taskId, 'success');
    expect(await stateOf(periodTask)).toBe('pending');
    expect((await paybeat(['tasks', 'revoke', periodTask])).code).toBe(0);
    await stopsWith(worker, 'SIGTERM');
  });
});

describe('a beat process', () => {
  it('writes its entry, is listed, and stops', async () => {
    const beat = start(['beat', '--name', 'clockwork']);
    await isUp('clockwork');
    const { entries } = (await json(['beat', 'list'])) as { entries: { name: string }[] };
    expect(entries).toMatchObject([
      { name: 'auto_run_payroll', cron: '0 2 * * *', source: 'default' },
    ]);
    expect((await stopsWith(beat, 'SIGTERM')).code).toBe(0);
  });

  it('with a wrong entry is refused before anything starts, with every problem', async () => {
    const wrong = {
      nightly: { task: 'auto_run_payrol', cron: '0 2 * *' },
      odd: { task: 'auto_run_payroll', crontab: { hour: 25 }, zone: 'Mars/Olympus' },
    };
    const other = programs({ databaseUrl: database.url, config: { beat: wrong } });
    const { code, err } = await other.paybeat(['beat']);
    expect(code).toBe(2);
    expect(err).toContain('paybeat.config.json: /beat/nightly/cron');
    expect(err).toMatch(/\bauto_run_payroll\b/);
    expect(err).toContain('/beat/odd/crontab');
    expect(err).toContain('/beat/odd/zone');
  });
});
