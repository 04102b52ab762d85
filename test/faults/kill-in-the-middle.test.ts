/**
 * A real process is killed with SIGKILL during a run. The next process ends with the totals of an
 * undisturbed run, and nothing is paid twice.
 */
import { describe, expect, it } from 'vitest';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { killedAfter, started } from '../support/killed-after.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const runDue = (url: string, worker: string) => started('./run-due.ts', [url, worker]);

async function totalsAfter(kills: readonly number[]) {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store);
  try {
    await dueCompany(world);
    for (const [attempt, events] of kills.entries()) {
      const told = await killedAfter(runDue(database.url, `killed-${attempt}`), events);
      expect(told.at(-1)?.kind).not.toBe('ended');
    }
    await killedAfter(runDue(database.url, 'last'), Number.POSITIVE_INFINITY);
    await expectSound(world);
    const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
    return all.map(
      ({ state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash }) => ({
        ...{ state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash },
      }),
    );
  } finally {
    await store.close();
  }
}

describe('a process that is killed during a run', async () => {
  const undisturbed = await totalsAfter([]);

  it('has known totals without a kill', () => {
    expect(undisturbed).toMatchObject([{ state: 'committed', paidCount: 52, heldCount: 8 }]);
  });

  // After opening, after each chunk, after review and approval; and twice in a row.
  it.each([
    ['1', [1]],
    ['2', [2]],
    ['4', [4]],
    ['7', [7]],
    ['8', [8]],
    ['9', [9]],
    ['1 and again 2', [1, 2]],
    ['3 and again 1', [3, 1]],
  ])(
    'leaves a run, after event %s, that the next process finishes with the same totals',
    async (_name, kills) => {
      expect(await totalsAfter(kills)).toEqual(undisturbed);
    },
  );
});
