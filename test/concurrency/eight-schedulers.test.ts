/** Many callers act at once: one wins, and the others learn the current state. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { as, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const program = fileURLToPath(new URL('../support/run-due.ts', import.meta.url));
const eight = Array.from({ length: 8 }, (_, index) => index);

describe('eight schedulers at the same moment', () => {
  it('open exactly one run, on connections of their own', async () => {
    await using database = await freshDatabase();
    const stores = eight.map(() => createStore({ url: database.url, connections: 2 }));
    const worlds = stores.map((store, index) => worldOn(store, {}, `scheduler-${index}`));
    const [world] = worlds;
    if (!world) throw new Error('there are eight');
    await dueCompany(world);
    const opened = (
      await Promise.all(worlds.map((one) => openDueRuns(one, { opens: 'any' })))
    ).flat();
    expect(opened.filter((one) => one.kind === 'opened')).toHaveLength(1);
    for (const one of opened.filter((result) => result.kind !== 'opened')) {
      expect(one).toMatchObject({ kind: 'refused', refusal: { code: 'run_exists' } });
    }
    expect(await world.store.read('every company', (at) => runs(at, { limit: 10 }))).toHaveLength(
      1,
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  it('pay everybody once, as eight processes', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store);
    await dueCompany(world);
    const ends = eight.map(async (index) => {
      const args = ['--conditions=paybeat-source', program, database.url, `process-${index}`];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      const [code] = await once(child, 'exit');
      return code;
    });
    expect(await Promise.all(ends)).toEqual(eight.map(() => 0));
    const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
    expect(all).toMatchObject([{ state: 'committed', paidCount: 52, heldCount: 8 }]);
    await expectSound(world);
    await store.close();
  });
});

describe('fifty people who void, recalculate and retry one run at once', () => {
  it("see one of them succeed, and learn the run's state", async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url, connections: 50 });
    const world = worldOn(store);
    const { companyId, periodId } = await dueCompany(world);
    const opened = await openRun(world, { companyId, periodId });
    if (!opened.ok) throw new Error('it opened');
    const { runId } = opened.value;
    const verbs = [voidRun, recalculateRun, retryRun];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const verb = verbs[index % verbs.length] ?? voidRun;
        return verb(as(world, `person:${index}`), { runId, why: 'all at once' });
      }),
    );
    // A run that is calculating can only be voided.
    expect(answers.filter((one) => one.ok)).toHaveLength(1);
    for (const one of answers) {
      if (!one.ok) expect(one.refusal.code).toBe('run_state');
    }
    const [run] = await store.read('every company', (at) => runs(at, { limit: 1 }));
    expect(run?.state).toBe('voided');
    await expectSound(world);
    await store.close();
  });
});
