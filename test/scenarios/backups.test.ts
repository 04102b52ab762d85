/**
 * A backup of a database with rows in every table: all of it arrives in another database, and a file that is not whole,
 * or a place that is not empty, is refused before anything is touched.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkBackup } from '#operations/backup/check-backup.ts';
import { verifyAll } from '#operations/verify.ts';
import { backupMagic } from '#store/backup/backup-writer.ts';
import { migrate, schemaState } from '#store/migrate.ts';
import { createStore } from '#store/store.ts';
import { backupFolder, contentsOf } from '../support/backup-file.ts';
import { copyOfDatabase, freshDatabase, testDatabase } from '../support/database.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';
import { must } from '../support/small-company.ts';

/** The last migration of the version that is called older: the first whose backups exist. */
const oldest = 48;

const database = await testDatabase();
const { put, taken, restored } = backupFolder();
let bytes: Buffer;
let path: string;

beforeAll(async () => {
  await oneRowOfEach(database.url);
  bytes = await taken(database.url);
  path = put('a.backup', bytes);
});

const codeOf = (answered: { ok: boolean; refusal?: { code: string } }) =>
  answered.ok ? 'ok' : answered.refusal?.code;
const checkedAs = async (name: string, changed: Uint8Array) =>
  codeOf(await checkBackup({ path: put(name, changed), name }));

async function sql(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows ?? [];
  } finally {
    await client.end();
  }
}

/** What a restore writes itself, or leaves behind. */
const ofTheRestore = [
  ...['audit_event', 'audit_head', 'restored_backup', 'schema_migration'],
  ...['worker', 'worker_command', 'worker_presence', 'lock_lease'],
];

describe('a restored database', () => {
  it('has every row of every table, and the migrations of the backup', async () => {
    await using target = await freshDatabase();
    const done = must(await restored(path, target.url));
    const [before, after] = [await contentsOf(database.url), await contentsOf(target.url)];
    expect(done.header.tables.toSorted()).toEqual(
      Object.keys(before).filter((name) => name !== 'schema_migration'),
    );
    for (const name of ofTheRestore) {
      delete before[name];
      delete after[name];
    }
    expect(after).toEqual(before);
    expect(Object.values(before).filter((rows) => rows.startsWith('0 '))).toEqual([]);
    const versions = 'select version, name, checksum from paybeat.schema_migration order by 1';
    expect(await sql(target.url, versions)).toEqual(await sql(database.url, versions));
  });

  it('gives numbers far above those of the backup, and keeps its id', async () => {
    await using target = await freshDatabase();
    must(await restored(path, target.url));
    for (const [table, column] of [
      ['pay_run', 'run_id'],
      ['company', 'company_id'],
      ['restored_backup', 'restored_id'],
    ]) {
      const [next] = await sql(
        target.url,
        `select nextval(pg_get_serial_sequence('paybeat.${table}', '${column}'))::int as number`,
      );
      expect(next?.['number'], table).toBeGreaterThan(1_000_000);
    }
    const id = 'select database_id from paybeat.database_identity';
    expect(await sql(target.url, id)).toEqual(await sql(database.url, id));
  });

  it('says in each audit chain where the backup ends, and by whom it was restored', async () => {
    await using target = await freshDatabase();
    const { sha256, header } = must(await restored(path, target.url));
    const rows = await sql(
      target.url,
      `select company_id, seq::int, actor, facts from paybeat.audit_event
       where action = 'database.restore' order by 1`,
    );
    expect(rows).toEqual(
      [1, 2].map((company_id) => ({
        ...{ company_id, seq: 2, actor: 'person:ada' },
        facts: { sha256, taken_at: header.takenAt },
      })),
    );
  });

  it('can be backed up and restored again', async () => {
    await using first = await freshDatabase();
    await using second = await freshDatabase();
    must(await restored(path, first.url));
    const again = put('again.backup', await taken(first.url));
    must(await restored(again, second.url));
    const [row] = await sql(second.url, 'select count(*)::int from paybeat.restored_backup');
    // The row of the test, and one for each restore.
    expect(row).toEqual({ count: 3 });
  });

  it('of an older version is brought up to date, and says by what', async () => {
    await using older = await freshDatabase();
    await using target = await freshDatabase();
    const all = must(await checkBackup({ path, name: 'a' })).header.migrations;
    const versions = all.map(({ version }) => version).filter((version) => version <= oldest);
    await sql(older.url, 'drop schema paybeat cascade');
    must(await migrate({ url: older.url, versions }));
    await sql(
      older.url,
      `insert into paybeat.company (code, name, currency, time_zone, calendar, state_tax)
         values ('old', 'Old', 'USD', 'UTC', 'fed', 'none_calculated');
       insert into paybeat.audit_head values (1, 0, '');
       set role paybeat_worker; select paybeat.paybeat_audit(1, 'person:test', 'company.add', 'company:1', '{}')`,
    );
    const file = put('older.backup', await taken(older.url));
    const newer = all.filter(({ version }) => version > oldest).map(({ name }) => name);
    expect(must(await checkBackup({ path: file, name: 'older' })).toMigrate).toEqual(newer);
    expect(newer.length).toBeGreaterThan(0);
    const said: string[] = [];
    const done = must(await restored(file, target.url, { say: (line) => void said.push(line) }));
    expect(done.toMigrate).toEqual(newer);
    expect(newer.filter((name) => !said.some((line) => line.includes(name)))).toEqual([]);
    expect(await schemaState(target.url)).toBe('current');
    expect(await sql(target.url, 'select code from paybeat.company')).toEqual([{ code: 'old' }]);
    const store = createStore({ url: target.url });
    const checked = await verifyAll({ store });
    await store.close();
    expect(checked.flatMap(({ violations }) => violations)).toEqual([]);
  });

  it('begins with the schema of the backup where the empty database has a later one', async () => {
    await using older = await freshDatabase();
    await sql(older.url, 'drop schema paybeat cascade');
    const versions = must(await checkBackup({ path, name: 'a' })).header.migrations;
    must(await migrate({ url: older.url, versions: versions.map(({ version }) => version) }));
    await sql(
      older.url,
      `insert into paybeat.schema_migration values (9999, '9999_later', 'x', now())`,
    );
    must(await restored(path, older.url));
    expect(await sql(older.url, 'select max(version) from paybeat.schema_migration')).toEqual(
      await sql(database.url, 'select max(version) from paybeat.schema_migration'),
    );
  });
});

/** The commands of the guide for a server of one's own. */
const guide = readFileSync(new URL('../../docs/guides/backups.md', import.meta.url), 'utf8');

describe('a database that other tools restored', () => {
  it('has the extensions that the guide names for pg_dump, and no others', async () => {
    const there = await sql(
      database.url,
      `select extname as name from pg_extension where extname <> 'plpgsql' order by 1`,
    );
    const [dump = ''] = /^\$ pg_dump .*$/m.exec(guide) ?? [];
    const named = [...dump.matchAll(/--extension=(\S+)/g)].map(([, name]) => name);
    expect(named).toEqual(there.map(({ name }) => name));
  });

  it('is marked as restored by the statement of the guide, like one that Paybeat restored', async () => {
    await using copy = await copyOfDatabase(database);
    const before = await contentsOf(copy.url);
    const [statement] = /select paybeat\.paybeat_mark_restored\([^"]*/.exec(guide) ?? [];
    await sql(copy.url, (statement ?? '').replace(/'2026-[^']*'/, `'2026-02-01T00:00:00Z'`));
    const after = await contentsOf(copy.url);
    expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual([
      ...['audit_event', 'audit_head', 'restored_backup'],
    ]);
    const [next] = await sql(
      copy.url,
      `select nextval(pg_get_serial_sequence('paybeat.pay_run', 'run_id'))::int as number,
        (select count(*)::int from paybeat.audit_event where action = 'database.restore') as told,
        (select count(*)::int from paybeat.restored_backup where accepted_at is null) as unchecked`,
    );
    expect(next).toMatchObject({ told: 2, number: expect.any(Number) });
    expect(next?.['number']).toBeGreaterThan(1_000_000);
    expect(next?.['unchecked']).toBeGreaterThan(0);
  });
});

describe('a backup file', () => {
  it('is found to be changed or cut off wherever a byte differs or the rest is missing', async () => {
    expect(await checkedAs('whole', bytes)).toBe('ok');
    const codes = new Set<string | undefined>();
    // A prime, so that headers, names, lengths, rows and checksums are all met.
    for (let at = 0; at < bytes.length; at += 211) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const code = await checkedAs('changed', changed);
      expect(code, `byte ${at}`).not.toBe('ok');
      codes.add(code);
      expect(await checkedAs('cut', bytes.subarray(0, at)), `cut at ${at}`).not.toBe('ok');
    }
    expect([...codes]).toContain('backup_damaged');
    for (const end of [1, 2, 5, 90]) {
      const changed = Buffer.from(bytes);
      changed[changed.length - end] = (changed[changed.length - end] ?? 0) ^ 0x80;
      expect(await checkedAs('end', changed), `${end} before the end`).toBe('backup_damaged');
    }
    expect(await checkedAs('longer', Buffer.concat([bytes, Buffer.from('x')]))).toBe(
      'backup_damaged',
    );
    expect(await checkedAs('half', bytes.subarray(0, bytes.length / 2))).toBe('backup_cut_off');
  });

  it.each([
    ['empty', '', 'not_a_backup'],
    ['text', 'employee_id,name\nada,Ada Lovelace\n', 'not_a_backup'],
    ['of a later form', 'paybeat-backup/2\nH\0\0\0\x02{}', 'backup_newer_format'],
    ['only its first line', backupMagic, 'backup_cut_off'],
  ])('that is %s is refused', async (_, text, code) => {
    expect(await checkedAs('other', Buffer.from(text, 'latin1'))).toBe(code);
  });

  it('that is a folder or not there is refused', async () => {
    expect(codeOf(await checkBackup({ path: '/', name: '/' }))).toBe('file_unreadable');
    expect(codeOf(await checkBackup({ path: '/no/such', name: 'x' }))).toBe('file_not_found');
  });

  it('of a newer version is refused before the place is looked at', async () => {
    await using newer = await freshDatabase();
    await sql(
      newer.url,
      `insert into paybeat.schema_migration values (9999, '9999_later', 'x', now())`,
    );
    const file = put('newer.backup', await taken(newer.url));
    const nowhere = 'postgres://nobody@127.0.0.1:1/none';
    expect(codeOf(await restored(file, nowhere))).toBe('backup_newer');
  });

  it('has no rows in plain sight, and no key', () => {
    const text = readFileSync(path).toString('latin1');
    expect(text).toContain('"key_ids":[]');
    expect(text).not.toContain('person:test');
  });
});

describe('a place to restore into', () => {
  it('with companies is refused and not touched', async () => {
    const before = await contentsOf(database.url);
    expect(codeOf(await restored(path, database.url))).toBe('database_not_empty');
    expect(codeOf(await restored(path, database.url, { dryRun: true }))).toBe('database_not_empty');
    expect(await contentsOf(database.url)).toEqual(before);
  });

  it('that somebody is connected to is refused', async () => {
    await using target = await freshDatabase();
    const other = new pg.Client({ connectionString: target.url });
    await other.connect();
    expect(codeOf(await restored(path, target.url))).toBe('database_in_use');
    await other.end();
    expect(codeOf(await restored(path, target.url))).toBe('ok');
  });

  it('is left as it was by a dry run', async () => {
    await using target = await freshDatabase();
    const before = await contentsOf(target.url);
    expect(must(await restored(path, target.url, { dryRun: true })).isRestored).toBe(false);
    expect(await contentsOf(target.url)).toEqual(before);
  });

  it('is empty after a restore that was cut off, refuses all use, and can be restored into', async () => {
    await using target = await freshDatabase();
    const before = await contentsOf(target.url);
    // The last rows are on their way when the server ends the connection.
    const cut = restored(path, target.url, {
      onStored: ({ done, of }) => {
        if (done === of) void killCopies(target.url);
      },
    });
    await expect(cut).rejects.toMatchObject({ name: 'Outage' });
    const { schema_migration: marked, ...after } = await contentsOf(target.url);
    expect({ ...after, schema_migration: before['schema_migration'] }).toEqual(before);
    expect(marked).not.toBe(before['schema_migration']);
    expect(codeOf(await migrate({ url: target.url }))).toBe('restore_unfinished');
    expect(await schemaState(target.url)).not.toBe('current');
    expect(codeOf(await restored(path, target.url))).toBe('ok');
    expect(await schemaState(target.url)).toBe('current');
  });

  it('may be used after a restore that was refused because its file changed', async () => {
    await using target = await freshDatabase();
    const file = put('changes.backup', bytes);
    const refused = await restored(file, target.url, {
      // It is checked once, and then read again.
      onProgress: ({ done, of }) => {
        if (done === of) put('changes.backup', bytes.subarray(0, bytes.length / 2));
      },
    });
    expect(codeOf(refused)).toBe('backup_changed');
    expect(await schemaState(target.url)).toBe('current');
  });
});

async function killCopies(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await sql(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = '${name}' and application_name = 'paybeat-copy'`,
  );
}
