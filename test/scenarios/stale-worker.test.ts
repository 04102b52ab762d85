/** A worker that lost its claim fails nothing of what others do now. */
import { describe, expect, it } from 'vitest';
import { review } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, worldOn } from '../support/small-company.ts';

const by = 'person:test';

describe('a worker whose calculation fails after its run was planned anew', () => {
  it('stops silently: the new epoch goes on', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store, { chunkSize: 100 });
    const { companyId, periodId } = await dueCompany(world);
    const { runId } = must(await openRun(world, { companyId, periodId, by }));
    const run = { companyId, runId };
    // While the stale worker calculates, others finish the run and a person recalculates it.
    const meanwhile = async () => {
      await calculateChunk(worldOn(store, { leaseSeconds: 0 }, 'quick'), { ...run, ordinal: 1 });
      await review(world, run);
      must(await recalculateRun(world, { runId, by, why: 'hours came' }));
    };
    const stale = { ...worldOn(failingAfter(store, meanwhile), { leaseSeconds: 0 }, 'stale') };
    const outcome = await calculateChunk(stale, { ...run, ordinal: 1 });
    expect(outcome).toEqual({ kind: 'claim_lost' });
    const now = await store.read(run, (at) => runById(at, runId));
    expect(now).toMatchObject({ state: 'calculating', epoch: 2, failures: 0 });
    await store.close();
  });
});

/** The first read (of the inputs) does something else meanwhile and then fails as a bug would. */
function failingAfter(store: Store, meanwhile: () => Promise<void>): Store {
  return {
    ...store,
    read: async () => {
      await meanwhile();
      throw new RangeError('a fault in the calculation');
    },
  };
}
