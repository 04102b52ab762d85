/** One large company for benches: the people of the examples, repeated, with hours for those who need them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operator } from '#caller.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { addCity } from './city.ts';
import { benchFolder, progress } from './clean-up.ts';
import { layFortnight, must } from './due-companies.ts';
import { writeMadeUp } from './made-up-roster.ts';
import { ask } from './worker-processes.ts';

/** Pays `paid` fortnights. One more period waits and is not due yet. */
export async function layLargeCompany(
  url: string,
  { employees, paid }: { readonly employees: number; readonly paid: number },
): Promise<void> {
  const store = createStore({ url });
  const caller = operator({ who: 'person:bench', door: 'library' });
  const doing = { worker: 'worker:bench', settings: defaultSettings };
  const world: World = { store, telemetry: silent, caller, ...doing };
  const company = await addCity(world);
  const { companyId } = company;
  const folder = await benchFolder();
  const [roster, hours] = [join(folder, 'roster.csv'), join(folder, 'hours.csv')];
  await writeMadeUp(roster, { like: 'examples/roster-2000.csv', people: employees });
  await writeMadeUp(hours, { like: 'examples/roster-2000-hours.csv', people: employees });
  const bytes = await readFile(roster);
  must(await importRoster(world, { company, bytes, scheduleCode: null, dryRun: false }));
  const hoursBytes = await readFile(hours);
  for (let earlier = paid; earlier >= 0; earlier -= 1) {
    const periodId = await layFortnight(world, { companyId, earlier });
    must(await importHours(world, { periodId, bytes: hoursBytes, dryRun: false }));
    if (earlier === 0) continue;
    progress(`paying fortnight ${paid - earlier + 1} of ${paid}`);
    await pay(world, periodId);
  }
  await store.close();
  await ask(url, 'vacuum analyze');
}

/** In this process, before anything is measured. */
async function pay(world: World, periodId: number): Promise<void> {
  const ran = must(
    await runPayrollForPeriod(
      world,
      { periodId, force: { reason: 'bench' } },
      { concurrency: 2, pause: async () => undefined },
    ),
  );
  const isCommitted = ran.kind === 'ran' && ran.run.state === 'committed';
  if (!isCommitted) throw new Error(`it is not committed: ${JSON.stringify(ran)}`);
}
