/**
 * Reads a whole database for a backup: one snapshot, while workers go on.
 *
 * The login must see every row, as the owner of the tables does. Refusal: backup_not_allowed. Throws Outage.
 */
import type pg from 'pg';
import { type Answer, answer, refuse } from '#errors.ts';
import { openSnapshot, sequences, tableBytes, tablesInOrder } from '#store/copied-tables.ts';
import { outageFrom } from '#store/outage.ts';
import { BackupWriter, type WriteBytes } from './backup-writer.ts';

/** What the database says about itself. */
export interface BackedUpFacts {
  /** The moment of the snapshot, by the database's clock. */
  readonly takenAt: string;
  readonly databaseId: string;
  readonly serverVersion: string;
  readonly migrations: readonly {
    readonly version: number;
    readonly name: string;
    readonly checksum: string;
  }[];
  readonly companies: number;
  /** The first codes. */
  readonly companyCodes: readonly string[];
  readonly tables: readonly string[];
  /** The last number of each sequence; null: none was given. */
  readonly sequences: readonly {
    readonly table: string;
    readonly column: string;
    readonly last: string | null;
  }[];
}

export interface TakeBackup {
  readonly url: string;
  readonly write: WriteBytes;
  /** The header of the file. */
  readonly header: (facts: BackedUpFacts) => string;
  /** Bytes of rows read so far, and about how many there are. */
  readonly onProgress?: ((ask: { readonly done: number; readonly of: number }) => void) | undefined;
}

interface TakenBackup {
  readonly facts: BackedUpFacts;
  readonly tables: number;
  readonly rows: number;
  /** Of the whole file. */
  readonly sha256: string;
}

export async function takeBackup(ask: TakeBackup): Promise<Answer<TakenBackup>> {
  let client: pg.Client | null = null;
  try {
    client = await openSnapshot(ask.url);
    return answer(await written(client, ask));
  } catch (error) {
    const denied = deniedBy(error);
    if (denied) return denied;
    throw outageFrom(error) ?? error;
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function written(client: pg.Client, ask: TakeBackup): Promise<TakenBackup> {
  const tables = await tablesInOrder(client);
  const names = tables.map(({ name }) => name);
  const { bytes: of, ...seen } = await factsOf(client);
  const facts = { ...seen, tables: names, sequences: await sequences(client) };
  const writer = new BackupWriter(ask.write);
  await writer.begin(ask.header(facts));
  let rows = 0;
  let done = 0;
  for (const table of tables) {
    const bytes = tableBytes(client, table, { companyId: null });
    const sum = await writer.table(table, bytes, (block) => {
      done += block;
      ask.onProgress?.({ done, of: Math.max(of, done) });
    });
    rows += sum.rows;
  }
  return { facts, tables: tables.length, rows, sha256: await writer.end() };
}

const codesMax = 20;

type FactsRow = Omit<BackedUpFacts, 'tables' | 'sequences'> & { readonly bytes: number };

async function factsOf(client: pg.Client): Promise<FactsRow> {
  const { rows } = await client.query<FactsRow>(
    `select to_char(paybeat_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
       (select database_id::text from database_identity) as "databaseId",
       current_setting('server_version') as "serverVersion",
       (select jsonb_agg(jsonb_build_object('version', version, 'name', name, 'checksum', checksum) order by version)
        from schema_migration) as migrations,
       (select count(*)::int from company) as companies,
       array(select code from company order by company_id limit ${codesMax}) as "companyCodes",
       (select sum(pg_table_size(oid))::float8 from pg_class
        where relnamespace = 'paybeat'::regnamespace and relkind = 'r') as bytes`,
  );
  const [row] = rows;
  if (row === undefined) throw new RangeError('the server answers about itself');
  return row;
}

function deniedBy(error: unknown): Answer<never> | null {
  const isDenied = error instanceof Error && 'code' in error && error.code === '42501';
  if (!isDenied) return null;
  return refuse({
    family: 'denied',
    code: 'backup_not_allowed',
    message: `the user of the database may not read all of it: ${error.message}`,
    hint: 'use the user who owns the tables',
  });
}
