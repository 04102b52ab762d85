/**
 * A real process is killed with SIGKILL while it reverses a run. The same request again ends with one reversal of
 * everybody, to the cent.
 */
import { describe, expect, it } from 'vitest';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { companyById } from '#store/reads/companies.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { killedAfter, started } from '../support/killed-after.ts';
import { must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

async function runsAfter(kills: readonly number[]) {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store);
  try {
    const { companyId } = await dueCompany(world);
    const company = await store.read({ companyId }, (at) => companyById(at, companyId));
    if (!company) throw new Error('the company is there');
    must(await setPaySettings(world, { company, secondEyes: 'none' }));
    await autoRunPayroll(world, { concurrency: 1, pause: async () => undefined });
    const [paid] = await store.read('every company', (at) => runs(at, { limit: 1 }));
    const reversing = (worker: string) =>
      started('./run-reversal.ts', [database.url, worker, String(paid?.runId)]);
    for (const [attempt, events] of kills.entries()) {
      const told = await killedAfter(reversing(`killed-${attempt}`), events);
      expect(told.at(-1)?.kind).not.toBe('ended');
    }
    const last = await killedAfter(reversing('last'), Number.POSITIVE_INFINITY);
    expect(last.at(-1)).toMatchObject({ kind: 'ended', ok: true });
    await expectSound(world);
    const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
    return all.map(({ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash }) => ({
      ...{ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash },
    }));
  } finally {
    await store.close();
  }
}

describe('a process that is killed while it reverses a run', async () => {
  const undisturbed = await runsAfter([]);

  it('has known totals without a kill', () => {
    const [undo, paid] = undisturbed;
    expect(undo).toMatchObject({ kind: 'reversal', state: 'committed', paidCount: 52 });
    expect([undo?.grossMinor, undo?.netMinor]).toEqual([
      -(paid?.grossMinor ?? 0n),
      -(paid?.netMinor ?? 0n),
    ]);
  });

  // After opening, between chunks, after the last chunk, review and approval; and twice in a row.
  it.each([
    ['1', [1]],
    ['3', [3]],
    ['7', [7]],
    ['8', [8]],
    ['1 and again 3', [1, 3]],
  ])('leaves, after event %s, what the next one finishes', async (_name, kills) => {
    expect(await runsAfter(kills)).toEqual(undisturbed);
  });
});
