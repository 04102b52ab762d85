/** A worker that lost its claim cannot disturb the new owner's work. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { review } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { recalculateRun, retryRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { buryNeighbours } from '#operations/workers/bury-neighbours.ts';
import { processPlace } from '#operations/workers/process-place.ts';
import { claimsMax } from '#run/retry-policy.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore, type Store } from '#store/store.ts';
import { claimChunk, releaseLeases } from '#store/writes/chunks.ts';
import { beatHeart, type Heartbeat } from '#store/writes/workers.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, worldOn } from '../support/small-company.ts';

describe('a worker whose calculation fails after its run was recalculated', () => {
  it('stops silently, and the new epoch continues', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store, { chunkSize: 100 });
    const { companyId, periodId } = await dueCompany(world);
    const { runId } = must(await openRun(world, { companyId, periodId }));
    const run = { companyId, runId };
    // While the stale worker calculates, others finish the run and a person recalculates it.
    const meanwhile = async () => {
      await calculateChunk(worldOn(store, { leaseSeconds: 0 }, 'quick'), { ...run, ordinal: 1 });
      await review(world, run);
      must(await recalculateRun(world, { runId, why: 'hours came' }));
    };
    const stale = { ...worldOn(failingAfter(store, meanwhile), { leaseSeconds: 0 }, 'stale') };
    const outcome = await calculateChunk(stale, { ...run, ordinal: 1 });
    expect(outcome).toEqual({ kind: 'claim_lost' });
    const now = await store.read(run, (at) => runById(at, runId));
    expect(now).toMatchObject({ state: 'calculating', epoch: 2, failures: 0 });
    await store.close();
  });
});

describe('a chunk that kills every worker', () => {
  it('fails its run, so that other work continues, and a person can retry it', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store, { chunkSize: 100, leaseSeconds: 0 });
    const { companyId, periodId } = await dueCompany(world);
    const { runId } = must(await openRun(world, { companyId, periodId }));
    const chunk = { companyId, runId, ordinal: 1 };
    // Claims the chunk and does nothing more, as workers that die do.
    for (let deaths = 0; deaths < claimsMax; deaths += 1) {
      const ask = { ...chunk, owner: `worker-${deaths}`, leaseSeconds: 0 };
      expect(await store.write({ companyId }, (tx) => claimChunk(tx, ask))).not.toBeNull();
    }
    expect(await calculateChunk(world, chunk)).toMatchObject({
      ...{ kind: 'failed', retryInSeconds: null },
    });
    expect(await store.read(chunk, (at) => runById(at, runId))).toMatchObject({
      state: 'failed',
      lastError: expect.stringContaining(` ${claimsMax} times`),
    });
    must(await retryRun(world, { runId, why: 'more memory' }));
    expect(await calculateChunk(world, chunk)).toMatchObject({ kind: 'done' });
    await store.close();
  });

  it('also fails its run if a neighbour on its machine finds each worker dead', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store, { chunkSize: 100 });
    const { companyId, periodId } = await dueCompany(world);
    const { runId } = must(await openRun(world, { companyId, periodId }));
    const gonePid = spawnSync(process.execPath, ['--version']).pid;
    const begun: (number | undefined)[] = [];
    for (const name of ['first', 'second', 'third']) {
      const owner = `worker:${name}`;
      await store.write('every company', (tx) => beatHeart(tx, heartOf(owner, gonePid)));
      const ask = { runId, ordinal: 1, owner, leaseSeconds: 30 };
      const claim = await store.write({ companyId }, (tx) => claimChunk(tx, ask));
      begun.push(claim?.claims);
      expect(await buryNeighbours(world)).toBe(1);
    }
    expect(begun).toEqual([1, 2, 3]);
    await store.close();
  });

  it('does not fail its run if the workers stop warm', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store, { chunkSize: 100 });
    const { companyId, periodId } = await dueCompany(world);
    const { runId } = must(await openRun(world, { companyId, periodId }));
    for (let stops = 0; stops < 2 * claimsMax; stops += 1) {
      await store.write({ companyId }, async (tx) => {
        const ask = { runId, ordinal: 1, owner: 'worker', leaseSeconds: 30 };
        expect(await claimChunk(tx, ask)).toMatchObject({ claims: 1 });
        await releaseLeases(tx, 'worker');
      });
    }
    await store.close();
  });
});

/** The pulse of a process on this machine. */
function heartOf(workerId: string, pid: number): Heartbeat {
  return {
    ...{ workerId, kind: 'worker', name: workerId, host: 'h', pid, queues: [], concurrency: 1 },
    ...{ state: 'running', leaseSeconds: 30, version: '', registered: [], active: [] },
    ...{ settings: {}, facts: { place: processPlace() } },
  };
}

/** The first read (of the inputs) lets something else happen, and then fails with a bug. */
function failingAfter(store: Store, meanwhile: () => Promise<void>): Store {
  return {
    ...store,
    read: async () => {
      await meanwhile();
      throw new RangeError('a fault in the calculation');
    },
  };
}
