/**
 * Fills an empty database from a backup, in one transaction: all of it, or nothing.
 *
 * The database has exactly the migrations of the backup. The same transaction marks it as restored, so it never goes on
 * by itself before somebody has looked. Meanwhile no program can migrate it, and none can read its tables. Before, it
 * was marked as one whose restore is not finished; this mark goes, too.
 *
 * Refusals: database_not_empty, backup_changed, backup_other_tables, restore_not_allowed. Throws Outage.
 */
import type pg from 'pg';
import { type Answer, answer, assert, refuse } from '#errors.ts';
import {
  type CopiedTable,
  fillTable,
  moveSequence,
  openForCopy,
  tablesInOrder,
  whileTriggersRest,
} from '#store/copied-tables.ts';
import { migrationLock, unfinishedRestore } from '#store/migrate.ts';
import { outageFrom } from '#store/outage.ts';
import { type BackupPart, readBackup } from './backup-reader.ts';
import type { BackedUpFacts } from './take-backup.ts';

interface LoadBackup {
  readonly url: string;
  /** Absolute. */
  readonly path: string;
  readonly facts: Pick<BackedUpFacts, 'takenAt' | 'sequences'>;
  /** Of the file, when it was checked. */
  readonly sha256: string;
  readonly by: string;
  readonly keyIds: readonly string[];
  readonly onBytes?: ((done: number) => void) | undefined;
}

interface LoadedBackup {
  readonly tables: number;
  readonly rows: number;
}

/** They are about processes that ended before the restore. */
const tablesOfProcesses = ['worker_command', 'worker_presence', 'lock_lease', 'worker'];

export async function loadBackup(ask: LoadBackup): Promise<Answer<LoadedBackup>> {
  let client: pg.Client | null = null;
  try {
    client = await openForCopy(ask.url);
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('begin');
    const loaded = await loadInto(client, ask);
    await client.query(loaded.ok ? 'commit' : 'rollback');
    // What was refused left the database as it was, so it may be used.
    if (!loaded.ok) await finishRestore(client);
    // The server has not seen these rows yet, and would plan for empty tables.
    if (loaded.ok) await client.query('analyze');
    return loaded;
  } catch (error) {
    const denied = deniedBy(error);
    if (denied) return denied;
    throw outageFrom(error) ?? error;
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function loadInto(client: pg.Client, ask: LoadBackup): Promise<Answer<LoadedBackup>> {
  const empty = await refuseUsed(client);
  if (!empty.ok) return empty;
  const tables = await tablesInOrder(client);
  const filled = await whileTriggersRest(client, tables, async () => {
    const names = tables.map(({ name }) => `paybeat."${name}"`);
    await client.query(`truncate ${names.join(', ')}`);
    return fillAll(client, { ...ask, tables });
  });
  if (!filled.ok) return filled;
  for (const sequence of ask.facts.sequences) {
    const jumped = { ...sequence, last: farAbove(sequence.last) };
    await moveSequence(client, jumped);
  }
  for (const name of tablesOfProcesses) await client.query(`delete from paybeat.${name}`);
  await finishRestore(client);
  await markRestored(client, ask);
  return filled;
}

/** From now on, programs open the database. */
async function finishRestore(client: pg.Client): Promise<void> {
  const { version } = unfinishedRestore;
  await client.query('delete from paybeat.schema_migration where version = $1', [version]);
}

/** Refusal: database_not_empty. */
async function refuseUsed(client: pg.Client): Promise<Answer<null>> {
  const { rows } = await client.query<{ companies: number; restores: number }>(
    `select (select count(*)::int from company) as companies,
       (select count(*)::int from restored_backup) as restores`,
  );
  const { companies = 0, restores = 0 } = rows[0] ?? {};
  if (companies + restores === 0) return answer(null);
  return refuse({
    family: 'conflict',
    code: 'database_not_empty',
    message: 'the database to restore into already has companies',
    hint: 'nothing was changed; name a new data folder, or a new database',
    facts: { companies },
  });
}

async function fillAll(
  client: pg.Client,
  ask: LoadBackup & { readonly tables: readonly CopiedTable[] },
): Promise<Answer<LoadedBackup>> {
  const waiting = new Map(ask.tables.map((table) => [table.name, table]));
  await using parts = readBackup(ask.path, ask.onBytes ? { onBytes: ask.onBytes } : {});
  let rows = 0;
  for await (const part of parts) {
    if (part.kind === 'header') continue;
    if (part.kind === 'table') {
      const table = waiting.get(part.table.name);
      waiting.delete(part.table.name);
      if (table === undefined || table.columns.join() !== part.table.columns.join()) {
        return otherTables(part.table.name);
      }
      const filled = await fillOne(client, { table, parts });
      if (filled === null) return changedMeanwhile();
      rows += filled;
    } else if (part.kind === 'end' && part.sha256 === ask.sha256) {
      const [missing] = waiting.keys();
      return missing === undefined ? answer({ tables: part.tables, rows }) : otherTables(missing);
    } else return changedMeanwhile();
  }
  return changedMeanwhile();
}

/** Null: the file is not what it was when it was checked. */
async function fillOne(
  client: pg.Client,
  { table, parts }: { readonly table: CopiedTable; readonly parts: AsyncGenerator<BackupPart> },
): Promise<number | null> {
  let last: BackupPart | null = null;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const { value } = await parts.next();
      last = value ?? null;
      if (last?.kind !== 'rows') return;
      yield last.bytes;
    }
  }
  // Assigned in the generator, which the compiler does not follow.
  const end = () => last as BackupPart | null;
  const filled = await fillTable(client, table, bytes()).catch((error: unknown) => {
    // The server refuses rows that end in the middle.
    if (end()?.kind === 'unusable') return -1;
    throw error;
  });
  const ended = end();
  if (ended?.kind !== 'table_end') return null;
  assert(filled === ended.sum.rows, 'as many rows are stored as were backed up');
  return filled;
}

/**
 * What was numbered after the backup has numbers that this database does not know: certificates, files, tasks, people's
 * notes. So new numbers begin at the next million that is at least a tenth above the last one.
 */
function farAbove(last: string | null): string {
  const given = BigInt(last ?? '0');
  const million = 1_000_000n;
  return String(((given + given / 10n) / million + 1n) * million);
}

/** With an audit row for each company: its chain says where the backup ends. */
async function markRestored(client: pg.Client, ask: LoadBackup): Promise<void> {
  const { sha256, by, facts } = ask;
  await client.query(
    `insert into paybeat.restored_backup (restored_by, taken_at, sha256, key_ids) values ($1, $2, $3, $4)`,
    [by, facts.takenAt, sha256, ask.keyIds],
  );
  await client.query('set local role paybeat_worker');
  await client.query(
    `select paybeat.paybeat_audit_all(array_agg(company_id order by company_id), array_agg($1::text),
       array_agg('database.restore'::text), array_agg('backup:' || $2), array_agg($3::jsonb))
     from paybeat.audit_head having count(*) > 0`,
    [by, sha256.slice(0, 12), JSON.stringify({ sha256, taken_at: facts.takenAt })],
  );
  await client.query('reset role');
}

function changedMeanwhile(): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'backup_changed',
    message: 'the backup file changed while it was restored',
    hint: 'nothing was restored; restore again from a file that nobody writes to',
  });
}

function otherTables(table: string): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'backup_other_tables',
    message: `the backup and the database do not have the same table ${table}`,
    hint: 'nothing was restored; use the version of Paybeat that wrote the backup',
    facts: { table },
  });
}

function deniedBy(error: unknown): Answer<never> | null {
  const isDenied = error instanceof Error && 'code' in error && error.code === '42501';
  if (!isDenied) return null;
  return refuse({
    family: 'denied',
    code: 'restore_not_allowed',
    message: `the user of DATABASE_URL may not fill this database: ${error.message}`,
    hint: 'use the user who owns the tables; nothing was restored',
  });
}
