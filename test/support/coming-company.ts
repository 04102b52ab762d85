/** A company that comes from the Django design, on a clock that stands still, and dumps of that design. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dumpFile } from '#operations/coming/dump-source.ts';
import {
  type ComingPlan,
  type ImportDjango,
  importDjango,
} from '#operations/coming/import-django.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import type { World } from '#operations/world.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from './database.ts';
import { databaseClock } from './database-clock.ts';
import { must, worldOn } from './small-company.ts';

export const dumps = join('test', 'scenarios', 'data', 'django');
const known = {
  hireOn: Temporal.PlainDate.from('2024-01-01'),
  filingStatus: 'single',
} as const;

interface ComingCompany {
  readonly world: World;
  readonly companyId: number;
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function comingCompany(now = '2026-11-27T15:00:00Z'): Promise<ComingCompany> {
  const database = await freshDatabase();
  const store = createStore({ url: database.url });
  const clock = await databaseClock(database.url, now);
  const world = worldOn(store);
  const added = await addCompany(world, {
    ...{ code: 'small', name: 'Small & Co', currency: 'USD', timeZone: 'America/New_York' },
    ...{ calendar: 'fed', stateTax: 'none_calculated' },
  });
  const { companyId } = must(added);
  return {
    ...{ world, companyId, url: database.url },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await clock.close();
      await database.drop();
    },
  };
}

type Ask = Partial<ImportDjango> & { readonly dump?: string };

export function come(
  { world }: ComingCompany,
  { dump = join(dumps, 'copy.sql'), ...ask }: Ask = {},
) {
  return importDjango(world, { source: dumpFile(dump), fileName: dump, ...known, ...ask });
}

/** `table row: code` of every finding, without what is told about columns and scans. */
export function toldIn(plan: ComingPlan): readonly string[] {
  return plan.findings.map(({ level, table, row, code }) => `${level} ${table} ${row}: ${code}`);
}

let files = 0;

/** Writes a dump of pg_dump with something changed in it, and returns its path. */
export function changedDump(folder: string, change: (text: string) => string): string {
  files += 1;
  const file = join(folder, `${files}.sql`);
  writeFileSync(file, change(readFileSync(join(dumps, 'copy.sql'), 'utf8')));
  return file;
}
