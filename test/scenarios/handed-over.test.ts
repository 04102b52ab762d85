/** A change enqueues its work at once. These tests scan once and never again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '#engine/engine.ts';
import { type InProcessEngine, inProcessEngine } from '#engine/in-process.ts';
import { holdPeriod, releasePeriod } from '#operations/periods/hold-period.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { reconcile } from '#operations/runs/reconcile.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { runs } from '#store/reads/runs.ts';
import { moveToFailed } from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const by = 'person:test';
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
una,Una Vale,salary,48000.00,,single,2019-01-01
`;

let database: TestDatabase;
let company: SmallCompany;
let world: WorkingWorld;
let engine: InProcessEngine;
let worker: Worker;

beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster });
  engine = inProcessEngine({ clock: systemClock }) as InProcessEngine;
  world = { ...company.world, engine };
  const hands = { engine, stopping: new AbortController().signal };
  const handlers = taskHandlers(world, hands);
  worker = await engine.work(everyDefaultQueue, handlers, { concurrency: 2 });
});

afterEach(async () => {
  await worker.stop({ graceful: true });
  await company.close();
  await database.drop();
});

async function two(): Promise<readonly [number, number]> {
  const first = await dueFortnight(company, { from: '2026-01-05' });
  const second = await dueFortnight(company, { from: '2026-01-19' });
  await company.clock.set('2026-03-02T12:00:00Z');
  return [first, second];
}

async function states(): Promise<readonly string[]> {
  const { companyId } = company;
  const all = await world.store.read({ companyId }, (at) => runs(at, { companyId, limit: 100 }));
  return all.toReversed().map(({ state }) => state);
}

function untilStates(wanted: readonly string[]): Promise<void> {
  return until(async () => (await states()).join() === wanted.join());
}

describe('after one scan', () => {
  it('every due period of the same people is paid in order', async () => {
    await two();
    await reconcile(world, engine);
    await untilStates(['committed', 'committed']);
    await expectSound(world);
  });

  it('a run that was overtaken is recalculated and committed', async () => {
    const { companyId } = company;
    const [first, second] = await two();
    const force = { reason: 'both at once' };
    for (const periodId of [first, second]) {
      must(await openRun(world, { companyId, periodId, force }));
    }
    await reconcile(world, engine);
    await untilStates(['committed', 'committed']);
    await expectSound(world);
  });

  it('a period that a person releases is paid', async () => {
    const [first, second] = await two();
    must(await holdPeriod(world, { periodId: second, why: 'asked the owner' }));
    await until(async () => (await states()).join() === 'committed');
    must(await releasePeriod(world, { periodId: second }));
    await untilStates(['committed', 'committed']);
    expect(first).toBeLessThan(second);
  });

  it('no run waits any longer for a run that a person voided', async () => {
    const { companyId } = company;
    const [first, second] = await two();
    const { runId } = must(await openRun(world, { companyId, periodId: first }));
    must(await voidRun(world, { runId, why: 'wrong salary' }));
    await untilStates(['voided', 'committed']);
    expect(first).toBeLessThan(second);
  });
});

describe('a run that a person recalculates', () => {
  it('is calculated without another scan', async () => {
    const { companyId } = company;
    const [first] = await two();
    const { runId } = must(await openRun(world, { companyId, periodId: first }));
    const { store } = world;
    await store.write({ companyId }, async (tx) => {
      const run = await lockRun(tx, runId);
      if (run) await moveToFailed(tx, { run, actor: by, why: 'as the test wants it' });
    });
    must(await recalculateRun(world, { runId, why: 'data corrected' }));
    await untilStates(['committed', 'committed']);
    await expectSound(world);
  });
});
