/**
 * A small company with named people, in its own database with a clock that stands still.
 *
 * Ada is salaried, Ben is hourly, and Cleo is salaried with a 401(k). Dan is hourly and never has
 * hours. Eve starts next year.
 */
import { operator } from '#caller.ts';
import type { Answer } from '#errors.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { type Settings } from '#settings/work-settings.ts';
import { companyById } from '#store/reads/companies.ts';
import { createStore, type Store } from '#store/store.ts';
import { type DatabaseClock, databaseClock } from './database-clock.ts';
import { silent } from './silent.ts';

export const smallRoster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
ada,Ada Lovelace,salary,91000.00,,single,,2019-03-01
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
cleo,Cleo Marsh,salary,130000.00,,hoh,5,2018-01-08
dan,Dan Orme,hourly,,19.75,single,,2023-02-20
eve,Eve Stone,salary,70000.00,,single,,2099-01-01
`;

export interface SmallCompany {
  readonly companyId: number;
  readonly world: World;
  readonly clock: DatabaseClock;
  close(): Promise<void>;
}

/** While it waits for a run, this door moves the clock instead of sleeping. */
export function drivenBy(clock: DatabaseClock): DriveOptions {
  return { concurrency: 2, pause: () => clock.advance({ seconds: 5 }) };
}

export async function smallCompany(ask: {
  readonly url: string;
  /** The time at which the company starts. */
  readonly now: string;
  readonly roster?: string;
  readonly settings?: Partial<Settings>;
}): Promise<SmallCompany> {
  const store = createStore({ url: ask.url });
  const clock = await databaseClock(ask.url, ask.now);
  const world = worldOn(store, ask.settings);
  const added = must(
    await addCompany(world, {
      code: 'small',
      name: 'Small & Co',
      currency: 'USD',
      timeZone: 'America/New_York',
      calendar: 'fed',
      stateTax: 'none_calculated',
    }),
  );
  const { companyId } = added;
  await takeRoster(world, { companyId, text: ask.roster ?? smallRoster });
  const close = async () => {
    await store.close();
    await clock.close();
  };
  return { companyId, world, clock, close };
}

export function worldOn(store: Store, settings: Partial<Settings> = {}, worker = 'test'): World {
  return {
    store,
    telemetry: silent,
    caller: operator({ who: 'person:test', door: 'library' }),
    worker: `worker:${worker}`,
    settings: { ...defaultSettings, chunkSize: 2, ...settings },
  };
}

/** The same world for another caller. */
export function as<W extends World>(world: W, who: string): W {
  return { ...world, caller: operator({ who, door: 'library' }) };
}

export async function takeRoster(
  world: World,
  ask: { readonly companyId: number; readonly text: string; readonly scheduleCode?: string },
): Promise<void> {
  const company = await world.store.read(ask, (at) => companyById(at, ask.companyId));
  if (!company) throw new Error('the company is there');
  must(
    await importRoster(world, {
      company,
      bytes: Buffer.from(ask.text),
      scheduleCode: ask.scheduleCode ?? null,
      // Made-up people may have one name, and start on one day.
      allowDoubles: true,
      dryRun: false,
    }),
  );
}

/** Returns the value of an answer. Throws if it is a refusal. */
export function must<T>(answered: Answer<T>): T {
  if (answered.ok) return answered.value;
  throw new Error(`refused: ${JSON.stringify(answered.refusal)}`);
}
