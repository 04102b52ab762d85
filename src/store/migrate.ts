/**
 * Brings a database to the schema that this code was written for.
 *
 * Each migration is a plain SQL file. It runs in one transaction with the row that records it, so a killed
 * migration leaves nothing behind and can be run again. A database is refused when its schema is newer than
 * this code, or when its applied migrations were edited.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { type Answer, answer, refuse } from '#errors.ts';
import { outageFrom } from './outage.ts';
import { assertServerVersion, serverVersionColumn } from './server-version.ts';

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Migrated {
  readonly applied: readonly string[];
  readonly version: number;
}

const folder = new URL('./migrations/', import.meta.url);
/** An arbitrary constant that identifies this lock among the database's advisory locks. A restore holds it, too. */
export const migrationLock = 7_236_401;

async function migrations(): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, folder), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { version: Number(file.slice(0, 4)), name: file.slice(0, -4), sql, checksum };
    }),
  );
}

/**
 * A row of the ledger while a restore is not finished. Every version of Paybeat refuses such a database, and another
 * restore makes its schema anew.
 */
export const unfinishedRestore = {
  version: 1_000_000,
  name: 'unfinished_restore',
  checksum: '',
} as const;

export interface KnownMigrations {
  /** This version of Paybeat does not have them. */
  readonly unknown: readonly string[];
  /** This version has them with other text. */
  readonly edited: readonly string[];
  /** This version has them in addition. */
  readonly missing: readonly string[];
}

/** Compares the migrations of a backup with those of this program. */
export async function compareMigrations(
  applied: readonly Readonly<Applied>[],
): Promise<KnownMigrations> {
  const known = new Map((await migrations()).map((one) => [one.version, one]));
  const there = new Set(applied.map(({ version }) => version));
  const named = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);
  return {
    unknown: named(applied.filter(({ version }) => !known.has(version))),
    edited: named(
      applied.filter(
        ({ version, checksum }) => (known.get(version)?.checksum ?? checksum) !== checksum,
      ),
    ),
    missing: named([...known.values()].filter(({ version }) => !there.has(version))),
  };
}

/**
 * Applies the missing migrations; with `versions`, those of them. `forRestore` first marks the database as one whose
 * restore is not finished.
 *
 * Refusals: `schema_newer` (a newer Paybeat migrated the database), `schema_edited` (an applied migration
 * differs from the one in this code), `restore_unfinished`. Throws Outage; `server_too_old` comes before anything else.
 */
export async function migrate(ask: {
  url: string;
  say?: (line: string) => void;
  versions?: readonly number[];
  forRestore?: boolean;
}): Promise<Answer<Migrated>> {
  const wanted = await migrations();
  const client = new pg.Client({ connectionString: ask.url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the next statement then fails; without a listener the process would end
  try {
    await client.connect();
    const { rows } = await client.query(`select ${serverVersionColumn}`);
    assertServerVersion(rows[0].serverVersion);
    await client.query('set client_min_messages = warning');
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('create schema if not exists paybeat');
    await client.query('set search_path = paybeat, public');
    await client.query(`create table if not exists schema_migration (
      version integer primary key, name text not null, checksum text not null,
      applied_at timestamptz not null default statement_timestamp())`);
    const known = await client.query<Applied>(
      'select version, name, checksum from schema_migration where not $1 or version <> $2',
      [ask.forRestore === true, unfinishedRestore.version],
    );
    if (ask.forRestore === true) {
      const { version, name, checksum } = unfinishedRestore;
      await client.query(
        'insert into schema_migration values ($1, $2, $3) on conflict do nothing',
        [...[version, name, checksum]],
      );
    }
    const refusal = compare(wanted, known.rows);
    if (refusal) return refusal;
    const missing = wanted.filter(
      ({ version }) =>
        !known.rows.some((row) => row.version === version) &&
        ask.versions?.includes(version) !== false,
    );
    const isNew = known.rows.length === 0;
    for (const migration of missing) {
      await apply(client, migration);
      if (!isNew) ask.say?.(`Migrated ${migration.name}.`);
    }
    if (isNew) ask.say?.('Set up the new database.');
    return answer({ applied: missing.map((m) => m.name), version: wanted.at(-1)?.version ?? 0 });
  } catch (error) {
    const denied = deniedBy(error);
    if (denied) return denied;
    throw outageFrom(error) ?? error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Roles belong to the server, so a user who may not create them needs somebody who may. */
function deniedBy(error: unknown) {
  const isDenied = error instanceof Error && 'code' in error && error.code === '42501';
  if (!isDenied) return null;
  const roles = 'paybeat_app, paybeat_worker, paybeat_bulk';
  return refuse({
    family: 'denied',
    code: 'roles_not_allowed',
    message: `the user of DATABASE_URL may not prepare this database: ${error.message}`,
    hint:
      'let a superuser run once: create role paybeat_app; create role paybeat_worker; ' +
      `create role paybeat_bulk bypassrls; grant ${roles} to YOUR_USER with inherit false, set true; ` +
      'grant create on database YOUR_DATABASE to YOUR_USER; create extension btree_gist; then migrate again',
  });
}

interface Applied {
  version: number;
  name: string;
  checksum: string;
}

export function restoreUnfinished(): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'restore_unfinished',
    message: 'a restore of a backup into this database was interrupted, so it is empty',
    hint: 'restore the backup again; the interrupted restore does not have to be removed first',
    actions: [{ action: 'restore_backup' }],
  });
}

function compare(wanted: readonly Migration[], applied: readonly Applied[]) {
  if (applied.some(({ version }) => version === unfinishedRestore.version)) {
    return restoreUnfinished();
  }
  for (const row of applied) {
    const migration = wanted.find((m) => m.version === row.version);
    if (!migration) {
      return refuse({
        family: 'conflict',
        code: 'schema_newer',
        message: `the database has migration ${row.name}, which this version of Paybeat does not know`,
        hint: 'run the Paybeat version that migrated it, or a newer one',
        facts: { version: row.version },
      });
    }
    if (migration.checksum !== row.checksum) {
      return refuse({
        family: 'conflict',
        code: 'schema_edited',
        message: `migration ${row.name} was applied with other text than this version of Paybeat has`,
        hint: 'a released migration is never edited; restore the file or add a new migration',
        facts: { version: row.version },
      });
    }
  }
  return null;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      'insert into schema_migration (version, name, checksum) values ($1, $2, $3)',
      [migration.version, migration.name, migration.checksum],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/**
 * `behind`: any migration of this code is missing. `newer`: the database has one that this code does not
 * know. Throws Outage as above.
 */
export async function schemaState(url: string): Promise<'current' | 'behind' | 'newer'> {
  const wanted = (await migrations()).map(({ version }) => version);

  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const there = await client.query(
      `select to_regclass('paybeat.schema_migration') as name, ${serverVersionColumn}`,
    );
    const { name, serverVersion } = there.rows[0];
    assertServerVersion(serverVersion);
    if (name === null) return 'behind';
    const applied = await client.query<{ version: number }>(
      'select version from paybeat.schema_migration',
    );
    const versions = applied.rows.map(({ version }) => version);
    if (versions.some((version) => !wanted.includes(version))) return 'newer';
    return wanted.every((version) => versions.includes(version)) ? 'current' : 'behind';
  } catch (error) {
    throw outageFrom(error) ?? error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
