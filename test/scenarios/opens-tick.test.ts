/** A period with the rule `opens: tick` waits for a tick of auto_run_payroll, or for a person. */
import { describe, expect, it } from 'vitest';
import { pauseEntryByHand, resumeEntryByHand, syncEntries } from '#operations/beat/put-entries.ts';
import { strikeDue } from '#operations/beat/strike-due.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { reconcile } from '#operations/runs/reconcile.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { ticks } from '#store/reads/beat.ts';
import { periodById } from '#store/reads/periods.ts';
import { openTasks } from '#store/reads/tasks.ts';
import { freshDatabase } from '../support/database.ts';
import { hours } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';
import { working } from '../support/working.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

async function openCompany(): Promise<{ company: SmallCompany; world: WorkingWorld }> {
  const database = await freshDatabase();
  // Friday 5 January 2024, 12:00 in New York.
  const company = await smallCompany({ url: database.url, now: '2024-01-05T17:00:00Z' });
  return { company, world: working(company.world) };
}

async function periodDueOnSaturday(company: SmallCompany, opens: string): Promise<number> {
  const { world, companyId } = company;
  const added = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'biweekly', payOn: null },
      ...{ startOn: day('2024-01-01'), endOn: day('2024-01-14') },
      rule: { run_on_date: '2024-01-06', opens },
    }),
  );
  must(await activatePeriod(world, { periodId: added.periodId }));
  await hours(company, added.periodId, 'employee_id,regular_hours\nben,80\n');
  return added.periodId;
}

/** A worker runs until every task that was sent has ended. */
async function perform(world: WorkingWorld): Promise<void> {
  const handlers = taskHandlers(world, {
    engine: world.engine,
    stopping: new AbortController().signal,
  });
  const worker = await world.engine.work(everyDefaultQueue, handlers, { concurrency: 1 });
  const open = () => world.store.read('every company', (at) => openTasks(at, 100));
  await until(async () => (await open()).length === 0);
  await worker.stop({ graceful: true });
}

const stateOf = async (world: WorkingWorld, periodId: number) =>
  (await world.store.read('every company', (at) => periodById(at, periodId)))?.status;

describe('a weekdays-only beat and a period that falls due on a Saturday', () => {
  it('open the run on Monday at the tick and not before, and break no invariant', async () => {
    const { company, world } = await openCompany();
    const cron = '0 2 * * mon-fri';
    must(
      await syncEntries(world, { weekdays: { task: 'auto_run_payroll', cron, expires: 3_600 } }),
    );
    const periodId = await periodDueOnSaturday(company, 'tick');
    const look = async (at: string) => {
      await company.clock.set(at);
      await reconcile(world, world.engine);
      await strikeDue(world);
      await perform(world);
      return stateOf(world, periodId);
    };
    expect(await look('2024-01-06T07:00:00Z')).toBe('active');
    expect(await look('2024-01-07T12:00:00Z')).toBe('active');
    expect(await look('2024-01-08T06:59:59Z')).toBe('active');
    await expectSound(world);
    expect(await look('2024-01-08T07:00:00Z')).toBe('completed');
    await company.close();
  });

  it('do not delay a period of the default kind, which opens on Saturday', async () => {
    const { company, world } = await openCompany();
    const periodId = await periodDueOnSaturday(company, 'due_instant');
    await company.clock.set('2024-01-06T07:00:00Z');
    const { opened } = await reconcile(world, world.engine);
    expect(opened).toMatchObject([{ kind: 'opened', periodId }]);
    await company.close();
  });
});

describe('the default entry', () => {
  it('ticks at 02:00 in the only zone, and an expired tick loses no period', async () => {
    const { company, world } = await openCompany();
    must(await syncEntries(world, null));
    const periodId = await periodDueOnSaturday(company, 'tick');
    // The tick of Saturday at 02:00 New York is processed more than an hour late.
    await company.clock.set('2024-01-06T08:00:01Z');
    await strikeDue(world);
    await perform(world);
    const seen = await world.store.read('every company', (at) => ticks(at, { limit: 10 }));
    expect(seen).toMatchObject([
      { entry: 'auto_run_payroll', localTime: '2024-01-06T02:00', state: 'expired' },
    ]);
    expect(await stateOf(world, periodId)).toBe('active');
    await company.clock.set('2024-01-07T07:00:00Z');
    await strikeDue(world);
    await perform(world);
    expect(await stateOf(world, periodId)).toBe('completed');
    await company.close();
  });

  it('that is paused stops ticking, and continues when it is resumed', async () => {
    const { company, world } = await openCompany();
    must(await syncEntries(world, null));
    const name = 'auto_run_payroll';
    must(await pauseEntryByHand(world, { name }));
    await company.clock.set('2024-01-08T08:00:00Z');
    await strikeDue(world);
    must(await resumeEntryByHand(world, { name }));
    await strikeDue(world);
    const seen = () => world.store.read('every company', (at) => ticks(at, { limit: 10 }));
    expect(await seen()).toEqual([]);
    await company.clock.set('2024-01-09T07:00:00Z');
    await strikeDue(world);
    expect(await seen()).toMatchObject([{ localTime: '2024-01-09T02:00', state: 'sent' }]);
    // A restarted beat does not change the entry.
    expect(must(await syncEntries(world, null)).changed).toEqual([]);
    await company.close();
  });
});
