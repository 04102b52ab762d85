/**
 * Two runs that owe the same amount to one person, committed at the same moment on two connections: one pays it, and
 * the other is calculated again.
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { advanceRun, review } from '#operations/runs/advance-run.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { openOwedRun } from '#operations/runs/open-owed.ts';
import { openRun } from '#operations/runs/open-run.ts';
import type { World } from '#operations/world.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, roster } from '../support/owed.ts';
import { companyRow, hours, period, run, terms } from '../support/paid-periods.ts';
import { as, drivenBy, must, smallCompany, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const head = 'employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date';
const rows = (end: string) =>
  `${head}\nR1,Cal Moss,hourly,18.00,single,2025-01-06,${end}\n` +
  'R2,Ann Reed,hourly,18.00,single,2025-01-06,\nR4,Bo Lund,hourly,18.00,single,2025-01-06,\n';
const why = 'the test says so';

/** R1 has left, and is owed 70.00 for the first of these periods. */
async function leaverIsOwed(url: string) {
  const small = await smallCompany({ url, now: '2026-11-20T12:00:00Z', roster: rows('') });
  const [first = 0, second = 0, third = 0] = await Promise.all(
    ['2026-11-02', '2026-11-16', '2026-11-30'].map((from) => period(small, { from })),
  );
  await hours(small, first, 'employee_id,regular_hours\nR1,70\nR2,70\nR4,70\n');
  await run(small, first);
  await roster(small, rows('2026-11-15'));
  await terms(small, 'employee_id,from,pay_type,hourly_rate\nR1,2026-11-02,hourly,19.00\n');
  return { small, second, third };
}

interface Two {
  readonly url: string;
  readonly companyId: number;
  readonly world: World;
  /** Moves each of the runs to its end, each on connections of its own. */
  readonly acts: readonly ((world: World) => Promise<unknown>)[];
}

/** All of them wait for the lock on the company, and then go on at once. */
async function atOnce({ url, companyId, acts }: Two): Promise<void> {
  const guard = new pg.Client({ connectionString: url });
  await guard.connect();
  const stores = acts.map(() => createStore({ url }));
  try {
    await guard.query(
      `begin; select from paybeat.company where company_id = ${companyId} for update`,
    );
    const done = acts.map((act, nth) => {
      const store = stores[nth];
      if (store === undefined) throw new Error('each has its store');
      return act(worldOn(store));
    });
    await until(async () => {
      const waiting = await guard.query('select from pg_locks where not granted');
      return waiting.rowCount === acts.length;
    });
    await guard.query('rollback');
    await Promise.all(done);
  } finally {
    await guard.end();
    await Promise.all(stores.map((store) => store.close()));
  }
}

async function calculated(world: World, of: { companyId: number; runId: number }): Promise<void> {
  const motion = await world.store.read(of, (at) => runInMotion(at, of.runId));
  for (const { ordinal } of motion?.claimable ?? []) {
    await calculateChunk(world, { ...of, ordinal });
  }
  await review(world, of);
}

/** Of committed runs, for R1. */
async function paidTo(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query(
    `select coalesce(sum(t.amount_minor), 0)::text as sum from paybeat.run_retro t
       join paybeat.pay_run r using (run_id) join paybeat.employee e using (employee_id)
     where r.state = 'committed' and e.number = 'R1'`,
  );
  await client.end();
  return found.rows[0].sum;
}

it('an off-cycle run and a regular run pay an owed amount once', async () => {
  await using database = await freshDatabase();
  const { url } = database;
  const { small, second } = await leaverIsOwed(url);
  const { world, companyId } = small;
  await hours(small, second, 'employee_id,regular_hours\nR2,70\nR4,70\n');
  const regular = must(
    await openRun(world, { companyId, periodId: second, force: { reason: why } }),
  );
  const ask = { company: await companyRow(small), number: 'R1', why, seen: '70.00' };
  const payOn = Temporal.PlainDate.from('2026-11-20');
  const offCycle = must(
    await world.store.write({ companyId }, (tx) => openOwedRun(tx, { ...ask, payOn, world })),
  );
  const runs = [regular.runId, offCycle.runId];
  for (const runId of runs) await calculated(world, { companyId, runId });
  const acts = runs.map((runId) => (one: World) => advanceRun(one, { companyId, runId }));
  await atOnce({ url, companyId, world, acts });
  for (const runId of runs) await driveRun(world, { companyId, runId }, drivenBy(small.clock));
  expect(await paidTo(url)).toBe('7000');
  expect(await owed(small)).toEqual([]);
  const ended = await world.store.read({ companyId }, (at) => runById(at, offCycle.runId));
  expect([ended?.state, ...(ended?.blockers ?? []).map(({ code }) => code)]).toSatisfy(
    (one: readonly string[]) => ['committed', 'review,nothing_owed'].includes(one.join()),
  );
  await expectSound(world);
  await small.close();
});

it('two regular runs pay an owed amount once', async () => {
  await using database = await freshDatabase();
  const { url } = database;
  const { small, second, third } = await leaverIsOwed(url);
  const { world, companyId } = small;
  // Without hours the run waits for a person, and the next one does not wait for it.
  const waits = await run(small, second);
  expect(waits).toMatchObject({ state: 'review', paidCount: 1 });
  await hours(small, third, 'employee_id,regular_hours\nR2,70\nR4,70\n');
  const other = must(await openRun(world, { companyId, periodId: third, force: { reason: why } }));
  await calculated(world, { companyId, runId: other.runId });
  const { runId } = waits;
  const approve = { runId, why, totals: null, dryRun: false };
  const acts = [
    (one: World) => approveRun(as(one, 'person:bob'), approve),
    (one: World) => advanceRun(one, { companyId, runId: other.runId }),
  ];
  await atOnce({ url, companyId, world, acts });
  for (const id of [runId, other.runId]) {
    await driveRun(world, { companyId, runId: id }, drivenBy(small.clock));
  }
  expect(await paidTo(url)).toBe('7000');
  await expectSound(world);
  await small.close();
});
