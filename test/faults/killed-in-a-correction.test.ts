/**
 * A real process is killed with SIGKILL while it corrects a run. The same request again ends with one correction of
 * everybody, to the cent, and nothing is owed.
 */
import { describe, expect, it } from 'vitest';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { companyById } from '#store/reads/companies.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { killedAfter, started } from '../support/killed-after.ts';
import { must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

/** 2 % more for everybody with a salary, from the first day of the period on. */
function raise(): string {
  const from = Temporal.Now.plainDateISO('UTC').subtract({ days: 13 });
  const rows = Array.from({ length: 60 }, (_, nth) => nth).flatMap((nth) =>
    nth % 7 === 6 ? [] : [`p${nth},${from},salary,${Math.round((40_000 + nth * 1_337) * 1.02)}.00`],
  );
  return ['employee_id,from,pay_type,annual_salary', ...rows, ''].join('\n');
}

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
    must(await importTerms(world, { company, bytes: Buffer.from(raise()), dryRun: false }));
    const correcting = (worker: string) =>
      started('./run-correction.ts', [database.url, worker, String(paid?.runId)]);
    for (const [attempt, events] of kills.entries()) {
      const told = await killedAfter(correcting(`killed-${attempt}`), events);
      expect(told.at(-1)?.kind).not.toBe('ended');
    }
    const last = await killedAfter(correcting('last'), Number.POSITIVE_INFINITY);
    expect(last.at(-1)).toMatchObject({ kind: 'ended', ok: true });
    await expectSound(world);
    const { rows } = must(await listOwed(world, { company, number: null }));
    // The eight who were held are still unpaid.
    expect(rows.filter(({ why }) => why !== 'held')).toEqual([]);
    const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
    return all.map(({ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash }) => ({
      ...{ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash },
    }));
  } finally {
    await store.close();
  }
}

describe('a process that is killed while it corrects a run', async () => {
  const undisturbed = await runsAfter([]);

  it('has known totals without a kill', () => {
    const [more, paid] = undisturbed;
    expect(undisturbed).toHaveLength(2);
    expect(more).toMatchObject({ kind: 'correction', state: 'committed', paidCount: 52 });
    expect(Number(more?.grossMinor) / Number(paid?.grossMinor)).toBeCloseTo(0.02, 4);
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
