/**
 * Twenty people run one period at once, each with a reason: one reason is recorded, and the others
 * learn whose.
 */
import { expect, it } from 'vitest';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { pauseSchedule } from '#operations/schedules/pause-schedule.ts';
import { controlWorkers } from '#operations/workers/control-workers.ts';
import { createStore } from '#store/store.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase } from '../support/database.ts';
import { period } from '../support/paid-periods.ts';
import { as, drivenBy, must, smallCompany, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const people = 20;
const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,single,2019-03-01
`;
const everyone = Array.from({ length: people }, (_, at) => `person:${at}`);

it('of twenty people with a reason, one succeeds, and nineteen learn who was first', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z', roster });
  const periodId = await period(small, { from: '2026-01-05' });
  const store = createStore({ url: database.url, connections: people });
  const world = worldOn(store);
  const drive = drivenBy(small.clock);
  const all = await Promise.all(
    everyone.map((by) =>
      runPayrollForPeriod(as(world, by), { periodId, force: { reason: `because ${by}` } }, drive),
    ),
  );
  const [opened] = await auditOf(small, ['run.open']);
  const first = opened?.actor;
  expect(opened?.facts['forced']).toBe(`because ${first}`);
  for (const [at, one] of all.entries()) {
    if (everyone[at] === first) {
      expect(one).toMatchObject({ ok: true, value: { kind: 'ran' } });
      continue;
    }
    expect(one).toMatchObject({
      refusal: { family: 'conflict', facts: { openedBy: first } },
    });
    expect(['run_exists', 'period_completed']).toContain(one.ok || one.refusal.code);
  }
  await expectSound(small.world);
  await store.close();
  await small.close();
});

it('the same person with the same reason continues the run that they began', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z', roster });
  const periodId = await period(small, { from: '2026-01-05' });
  const ada = as(small.world, 'person:ada');
  const ben = as(small.world, 'person:ben');
  const ask = { periodId, force: { reason: 'now' } };
  const interrupted = AbortSignal.abort();
  const drive = drivenBy(small.clock);
  await runPayrollForPeriod(ada, ask, { ...drive, signal: interrupted });
  expect(await runPayrollForPeriod(ben, ask, drive)).toMatchObject({
    refusal: { code: 'run_exists', facts: { openedBy: 'person:ada' } },
  });
  expect(await runPayrollForPeriod(ada, ask, drive)).toMatchObject({
    value: { kind: 'ran', isContinued: true, run: { state: 'committed', forcedReason: 'now' } },
  });
  await small.close();
});

it('of twenty people who pause all workers, one succeeds, and nineteen learn who was first', async () => {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url, connections: people });
  const order = (command: 'pause' | 'resume') =>
    Promise.all(
      everyone.map((by) =>
        controlWorkers(as(worldOn(store), by), {
          command,
          destination: null,
          timeoutMs: 1,
          pause: async () => undefined,
        }),
      ),
    );
  const all = await order('pause');
  const first = everyone[all.findIndex(({ ok }) => ok)];
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  for (const one of all) {
    if (!one.ok)
      expect(one).toMatchObject({ refusal: { code: 'workers_paused', facts: { first } } });
  }
  const again = { command: 'pause', destination: null, timeoutMs: 1 } as const;
  const same = as(worldOn(store), first ?? '');
  expect(await controlWorkers(same, { ...again, pause: async () => undefined })).toEqual({
    ok: true,
    value: [],
  });
  await store.close();
});

it('of twenty people who pause a schedule, one succeeds, and nineteen learn who was first', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z', roster });
  const { companyId } = small;
  const definition = { code: 'shop', frequency: 'weekly', anchor: '2026-01-23' };
  must(await addSchedule(small.world, { companyId, definition }));
  const store = createStore({ url: database.url, connections: people });
  const world = worldOn(store);
  const all = await Promise.all(
    everyone.map((by) => pauseSchedule(as(world, by), { company: null, code: 'shop', why: by })),
  );
  const [paused] = await auditOf(small, ['schedule.pause']);
  for (const [at, one] of all.entries()) {
    if (everyone[at] === paused?.actor) expect(one).toMatchObject({ ok: true });
    else
      expect(one).toMatchObject({
        refusal: { code: 'schedule_paused', facts: { first: paused?.actor } },
      });
  }
  await store.close();
  await small.close();
});
