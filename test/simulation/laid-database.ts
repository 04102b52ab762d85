/**
 * A database in which a company was set up once. Before every seed, one round trip restores its
 * rows and sequences.
 *
 * Each company is laid once a process; the databases of lanes and of planted faults are copies.
 */
import { operator } from '#caller.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { type Settings } from '#settings/work-settings.ts';

import { createStore } from '#store/store.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { silent } from '../support/silent.ts';
import { Backends } from './backends.ts';
import type { SimulatedCompany } from './companies.ts';

export interface LaidDatabase {
  readonly company: SimulatedCompany;
  readonly backends: Backends;
  readonly clock: DatabaseClock;
  /** A world outside of the simulation, whose statements do not park. */
  readonly world: World;
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const settings: Settings = { ...defaultSettings, leaseSeconds: 30, daysAheadMin: 10 };

interface LaidAt {
  readonly url: string;
  readonly company: SimulatedCompany;
}

/** Sets the company up. Nobody is connected afterwards. */
export async function layCompany({ url, company }: LaidAt): Promise<void> {
  const { world, backends, close } = await openWorld(url, company);
  await company.lay(world);
  if (company.schema !== undefined) await backends.query(company.schema);
  await close();
}

/** Where a company was laid. `schema` is the change of the schema that a planted fault needs. */
export async function openLaid(
  ask: LaidAt & { readonly schema?: string | undefined },
): Promise<LaidDatabase> {
  const { url, company } = ask;
  const { world, clock, backends, close } = await openWorld(url, company);
  if (ask.schema !== undefined) await backends.query(ask.schema);
  const putBack = await saved(backends);
  return {
    company,
    backends,
    clock,
    world,
    reset: async () => {
      await backends.query(putBack);
      await clock.set(company.startsAt);
    },
    close,
  };
}

async function openWorld(url: string, company: SimulatedCompany) {
  const clock = await databaseClock(url, company.laidAt ?? company.startsAt);
  const store = createStore({ url, connections: 2 });
  const backends = await Backends.open(url);
  const caller = operator({ who: 'person:simulation', door: 'library' });
  const world: World = { store, telemetry: silent, caller, worker: 'worker:outside', settings };
  const close = async () => {
    await store.close();
    await backends.close();
    await clock.close();
  };
  return { world, clock, backends, close };
}

interface LaidTable {
  readonly name: string;
  readonly identity: string | null;
  /** All columns except the computed ones. */
  readonly columns: string;
}

/** Copies every row. Returns the SQL that restores the rows. */
async function saved(backends: Backends): Promise<string> {
  const tables = await backends.query<LaidTable>(
    `select c.relname as name, (select a.attname from pg_attribute a
       where a.attrelid = c.oid and a.attidentity <> '') as identity,
       (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
         as columns
     from pg_class c where c.relnamespace = 'paybeat'::regnamespace and c.relkind = 'r'
       and c.relname <> 'schema_migration' order by c.relname`,
  );
  await backends.query('create schema if not exists laid');
  for (const { name } of tables) {
    await backends.query(`create table if not exists laid.${name} as table paybeat.${name}`);
  }
  const names = tables.map(({ name }) => `paybeat.${name}`);
  return [
    // Only here may rows that never change be deleted.
    'set session_replication_role = replica',
    ...names.map((name) => `delete from ${name}`),
    ...tables.map(
      ({ name, columns }) => `insert into paybeat.${name} (${columns}) overriding system value
        select ${columns} from laid.${name}`,
    ),
    ...tables.flatMap(({ name, identity }) =>
      identity === null
        ? []
        : [
            `select setval(pg_get_serial_sequence('paybeat.${name}', '${identity}'),
               coalesce((select max(${identity}) + 1 from laid.${name}), 1), false)`,
          ],
    ),
    'reset session_replication_role',
  ].join(';\n');
}
