/**
 * Hours are imported while the run of their period opens: they are either in the run or refused.
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { as, worldOn } from '../support/small-company.ts';
import { until } from '../support/until.ts';

type Deed = 'the run' | 'the hours';

/** Both wait for the lock on the period, in this order. Then the lock is released. */
async function bothAtOnce(order: readonly Deed[]) {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store);
  const { companyId, periodId } = await dueCompany(world);
  const guard = new pg.Client({ connectionString: database.url });
  await guard.connect();
  try {
    await guard.query(
      `begin; select from paybeat.pay_period where period_id = ${periodId} for update`,
    );
    const by = 'person:test';
    // The seventh employee is hourly, and is held while there are no hours.
    const bytes = Buffer.from('employee_id,regular_hours\np6,80\n');
    const deeds = {
      'the run': () => openRun(as(world, by), { companyId, periodId }),
      'the hours': () => importHours(as(world, by), { periodId, bytes, dryRun: false }),
    };
    const answers = [];
    for (const [place, deed] of order.entries()) {
      answers.push(deeds[deed]());
      await until(async () => {
        const waiting = await guard.query('select from pg_locks where not granted');
        return waiting.rowCount === place + 1;
      });
    }
    await guard.query('rollback');
    const [first, second] = await Promise.all(answers);
    const { rows } = await guard.query(`select
      (select count(*)::int from paybeat.period_item) as hours,
      (select max(i.from_revision) from paybeat.period_item i) <=
        (select snapshot_revision from paybeat.pay_run) as "areRead"`);
    return { first, second, ...rows[0] };
  } finally {
    await guard.end();
    await store.close();
  }
}

it('hours that arrive after the run has opened are refused and not stored', async () => {
  expect(await bothAtOnce(['the run', 'the hours'])).toMatchObject({
    first: { ok: true },
    second: { ok: false, refusal: { code: 'run_exists' } },
    hours: 0,
  });
});

it('hours that arrive before the run are in it', async () => {
  expect(await bothAtOnce(['the hours', 'the run'])).toMatchObject({
    first: { ok: true },
    second: { ok: true },
    hours: 1,
    areRead: true,
  });
});
