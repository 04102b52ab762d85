/** Runs of the same people that do not wait for each other, or that wait for a person for ever. */
import { openRun } from '#operations/runs/open-run.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { asWorker, type World } from '#operations/world.ts';
import { duePeriods } from '#store/reads/due.ts';
import { periodById } from '#store/reads/periods.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, violatedConstraint } from '#store/store.ts';
import { openAtOnce } from './get-then-set.ts';
import { conductWith } from './serve-with.ts';

function dueNow(world: World) {
  return world.store.read('every company', (at) =>
    duePeriods(at, { limit: 100, opens: 'due_instant' }),
  );
}

/** Opens every due period at once. Each commit then finds an outdated year-to-date. */
export const allAtOnce = conductWith('all-at-once', {
  async scan(world, engine) {
    for (const { companyId, periodId } of await dueNow(world)) {
      const period = await world.store.read({ companyId }, (at) => periodById(at, periodId));
      try {
        if (period?.liveRunId === null) await openAtOnce(world, period);
      } catch (error) {
        if (violatedConstraint(error) === null) throw error;
      }
    }
    await enqueueWork(world, engine);
  },
});

/** Waits for every unfinished run, even for one that a person has to decide about. */
export const waitsForPeople = conductWith('waits-for-people', {
  async scan(world, engine) {
    const [open] = await world.store.read('every company', (at) =>
      rowsOf<{ runs: number }>(
        at,
        sql`select count(*)::int as runs from pay_run where state not in ('committed', 'voided')`,
      ),
    );
    const [first] = open?.runs === 0 ? await dueNow(world) : [];
    if (first) await openRun(asWorker(world), first);
    await enqueueWork(world, engine);
  },
});
