/** Sets that are not one transaction, or that are not split when one of their companies fails. */
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { enqueueSets } from '#operations/runs/sets/enqueue-sets.ts';
import { openSet } from '#operations/runs/sets/open-set.ts';
import { paySet } from '#operations/runs/sets/pay-set.ts';
import { asWorker } from '#operations/world.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { duePeriods } from '#store/reads/due.ts';
import { sql, statementOf } from '#store/sql.ts';
import type { Store, Writing } from '#store/store.ts';
import type { Conduct } from '../callers.ts';
import { conductWith } from './serve-with.ts';

/** Commits what a set has written before its audit rows, which follow in a transaction of their own. */
export const halfASet: Conduct = {
  name: 'half-a-set',
  serve: (world, ask) => keepWorker({ ...world, store: cutInSets(world.store) }, ask),
};

/** Drops the checks that would refuse the first commit, because its changes are in no audit row. */
export const withoutTold = [
  ...[
    'drop trigger pay_run_told on paybeat.pay_run',
    'drop trigger approval_told on paybeat.approval',
  ],
  ...[
    'drop trigger company_told on paybeat.company',
    'drop trigger due_instant_told on paybeat.due_instant',
  ],
  'drop trigger pay_period_told on paybeat.pay_period',
].join(';');

function cutInSets(store: Store): Store {
  return {
    ...store,
    write: (scope, work) => {
      if (typeof scope === 'string' || !('companyIds' in scope)) return store.write(scope, work);
      return store.write(scope, (tx) => work(cutting(tx, scope.companyIds)));
    },
  };
}

function cutting(tx: Writing, companyIds: readonly number[]): Writing {
  let isCut = false;
  return {
    ...tx,
    run: async (query) => {
      if (!isCut && /paybeat_audit|into audit_event/.test(statementOf(query).text)) {
        isCut = true;
        await tx.run(sql`commit`);
        await tx.run(sql`begin`);
        await tx.run(sql`set local role paybeat_worker`);
        await tx.run(sql`select set_config('paybeat.company_ids', ${companyIds.join()}, true)`);
      }
      return tx.run(query);
    },
  };
}

/** A set that fails is tried again as it is: its other companies are never paid. */
export const neverSplit = conductWith('never-split', {
  async scan(world, engine) {
    const opens = 'due_instant';
    const found = await world.store.read('every company', (at) =>
      duePeriods(at, { limit: 100, opens }),
    );
    const { alone: due } = await enqueueSets(world, engine, found);
    await openDueRuns(world, { opens, due });
    await enqueueWork(world, engine);
  },
  async set(world, companyIds) {
    const house = asWorker(world);
    const due = await house.store.read('every company', (at) =>
      duePeriods(at, { limit: 100, opens: 'due_instant' }),
    );
    const periodIds = due
      .filter(({ companyId }) => companyIds.includes(companyId))
      .map(({ periodId }) => periodId);
    await house.store.write({ companyIds }, async (tx) => {
      const { runs } = await openSet(tx, { world: house, periodIds, opens: 'due_instant' });
      if (runs.length > 0) await paySet(tx, { world: house, runs });
    });
  },
});
