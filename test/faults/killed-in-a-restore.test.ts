/**
 * The real command `restore`, killed while it stores rows: nobody can use what it leaves by mistake, and the same restore
 * can be done again.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { isRestoreUnfinishedIn } from '#store/embedded/unfinished-restore.ts';
import { backupFolder } from '../support/backup-file.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';
import { until } from '../support/until.ts';

const source = await testDatabase();
const target = await testDatabase();
const { folder, taken } = backupFolder();
const { start } = programs({ databaseUrl: target.url });
const { run, json } = command({ DATABASE_URL: target.url });
/** So many that storing them takes a moment. */
const events = 100_000;

it('leaves a database that every command refuses, and that can be restored into', async () => {
  const client = new pg.Client({ connectionString: source.url });
  await client.connect();
  await client.query(
    `insert into paybeat.company (code, name, currency, time_zone, calendar, state_tax)
       values ('acme', 'Acme', 'USD', 'UTC', 'fed', 'none_calculated');
     insert into paybeat.task_event (at, kind, task_id, task, queue)
       select now(), 'x', 't' || n, 't', 'q' from generate_series(1, ${events}) n`,
  );
  const file = join(folder, 'a.backup');
  writeFileSync(file, await taken(source.url));
  const name = new URL(target.url).pathname.slice(1);
  const counted = async (from: string): Promise<number> => {
    const { rowCount } = await client.query(`select from ${from} and datname = $1`, [name]);
    return rowCount ?? 0;
  };
  const restoring = start(['restore', file]);
  await until(
    async () => (await counted('pg_stat_progress_copy where tuples_processed > 1000')) === 1,
    30_000,
  );
  restoring.child.kill('SIGKILL');
  expect((await restoring.ended).signal).toBe('SIGKILL');
  await until(async () => (await counted('pg_stat_activity where true')) === 0);

  const commands = [['run'], ['worker'], ['company', 'list'], ['migrate'], ['backup', 'b.backup']];
  for (const args of commands) {
    const { out } = await run([...args, '--json']);
    expect(JSON.parse(out).error, args.join(' ')).toMatchObject({
      ...{ code: 'restore_unfinished', actions: [{ action: 'restore_backup' }] },
    });
  }
  const doctor = JSON.parse((await run(['doctor', '--json'])).out);
  expect(doctor.findings).toContainEqual(
    expect.objectContaining({ level: 'wrong', actions: [{ action: 'restore_backup' }] }),
  );
  expect(await json(['restore', file])).toMatchObject({ is_restored: true, companies: 1 });
  expect(await json(['company', 'list'])).toMatchObject({ companies: [{ code: 'acme' }] });
  await client.end();
}, 60_000);

it('leaves a new data folder that every command refuses, before there is a database in it', async () => {
  const embedded = programs({ databaseUrl: '' });
  const dataFolder = join(embedded.folder, 'data');
  const file = join(folder, 'b.backup');
  writeFileSync(file, await taken(source.url));
  const restoring = embedded.start(['restore', file]);
  await until(() => isRestoreUnfinishedIn(dataFolder), 30_000);
  restoring.child.kill('SIGKILL');
  await restoring.ended;
  const there = command({ PAYBEAT_DATA: dataFolder });
  for (const args of [
    ['start', '--once'],
    ['company', 'list'],
  ]) {
    const { out } = await there.run([...args, '--json']);
    expect(JSON.parse(out).error.code, args.join(' ')).toBe('restore_unfinished');
  }
  expect(existsSync(join(dataFolder, 'postgres'))).toBe(false);
}, 60_000);
