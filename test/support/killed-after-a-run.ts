/** A committed run of a small company, and a process that is killed while it undoes or corrects it. */
import { expect } from 'vitest';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from './database.ts';
import { dueCompany } from './due-company.ts';
import { killedAfter, started } from './killed-after.ts';
import { must, worldOn } from './small-company.ts';
import { expectSound } from './sound.ts';

interface Disturbed {
  /** A program of test/support: URL WORKER RUN. */
  readonly program: string;
  /** After how many events each process in turn is killed. */
  readonly kills: readonly number[];
  /** Between the commit and the first process. */
  readonly before?: (world: World, company: CompanyRow) => Promise<void>;
  readonly after?: (world: World, company: CompanyRow) => Promise<void>;
}

/** The totals of all runs, once a last process has ended undisturbed. */
export async function runsAfterKills({ program, kills, before, after }: Disturbed) {
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
    await before?.(world, company);
    const start = (worker: string) => started(program, [database.url, worker, String(paid?.runId)]);
    for (const [attempt, events] of kills.entries()) {
      const told = await killedAfter(start(`killed-${attempt}`), events);
      expect(told.at(-1)?.kind).not.toBe('ended');
    }
    const last = await killedAfter(start('last'), Number.POSITIVE_INFINITY);
    expect(last.at(-1)).toMatchObject({ kind: 'ended', ok: true });
    await expectSound(world);
    await after?.(world, company);
    const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
    return all.map(({ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash }) => ({
      ...{ kind, state, paidCount, grossMinor, taxesMinor, netMinor, totalsHash },
    }));
  } finally {
    await store.close();
  }
}

/** After opening, between chunks, after the last chunk, review and approval; and twice in a row. */
export const momentsOfKills: readonly (readonly [string, readonly number[]])[] = [
  ['1', [1]],
  ['3', [3]],
  ['7', [7]],
  ['8', [8]],
  ['1 and again 3', [1, 3]],
];
