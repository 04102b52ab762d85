/**
 * The embedded server while real processes around it start, end and are killed.
 *
 * Elsewhere: the contents and the privacy of its folder (embedded-folder.test.ts).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkServer } from '#store/embedded/check-server.ts';
import { isLive } from '#store/embedded/process-facts.ts';
import { waitUntil } from '#store/embedded/wait-until.ts';
import {
  dataFolderWithServers,
  holdServer,
  onDatabase,
  readWages,
  removeDataFolders,
  writeWages,
} from '../support/server-holder.ts';
import { stopServer } from '../support/stop-server.ts';

afterEach(removeDataFolders);

const seconds = 20;

async function becomes(isSo: () => boolean | Promise<boolean>): Promise<void> {
  expect(await waitUntil(isSo, { seconds })).toBe(true);
}

async function killServer(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await becomes(() => !isLive(pid));
}

describe('starting', () => {
  it('creates the data at the first start and finds the running server at the second', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    const started = await first.held();
    expect(started.adopted).toBe(false);
    const second = holdServer(folder);
    expect(await second.held()).toEqual({ ...started, adopted: true });
    const version = await onDatabase(started.url, (client) =>
      client.query(
        "select current_setting('server_version') as version, current_database() as name",
      ),
    );
    expect(version.rows).toEqual([{ version: '18.4', name: 'paybeat' }]);
  });

  it('creates one database when four processes start at once', async () => {
    const folder = await dataFolderWithServers();
    const holders = [1, 2, 3, 4].map(() => holdServer(folder));
    const held = await Promise.all(holders.map((holder) => holder.held()));
    expect(new Set(held.map(({ url, pid }) => `${url} ${pid}`)).size).toBe(1);
    expect(held.filter(({ adopted }) => !adopted)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['postgres']);
    await Promise.all(holders.map((holder) => holder.leave()));
    expect((await checkServer({ dataFolder: folder })).state).toBe('stopped');
  });

  it('breaks the lock of a dead starter once, although four processes find it', async () => {
    const folder = await dataFolderWithServers();
    const dead = spawn(process.execPath, ['-e', '0']);
    await once(dead, 'exit');
    const owner = JSON.stringify({ pid: dead.pid, mark: '', nonce: 'of the dead' });
    await symlink(owner, join(folder, 'server.lock'));
    const held = await Promise.all([1, 2, 3, 4].map(() => holdServer(folder).held()));
    expect(held.filter(({ adopted }) => !adopted)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['postgres']);
  });

  it('starts again after a first start that was killed half-way', async () => {
    const folder = await dataFolderWithServers();
    const killed = holdServer(folder);
    await becomes(async () => (await readdir(folder)).some((name) => /\.new-/.test(name)));
    await killed.kill();
    expect(await readdir(folder)).not.toContain('postgres');
    expect((await holdServer(folder).held()).adopted).toBe(false);
  });

  it('ignores the PG variables of its caller', async () => {
    const env = {
      PGPORT: '1',
      PGDATA: '/nowhere',
      PGUSER: 'nobody',
      PGOPTIONS: '-c no=1',
      PGSSLMODE: 'require',
    };
    const holder = holdServer(await dataFolderWithServers(), { env });
    expect((await holder.held()).adopted).toBe(false);
  });
});

describe('leaving', () => {
  it('stops the server when the last user leaves', async () => {
    const folder = await dataFolderWithServers();
    const [first, second] = [holdServer(folder), holdServer(folder)];
    const { pid, url } = await first.held();
    await second.held();
    await first.leave();
    expect(isLive(pid)).toBe(true);
    expect(await stopServer({ dataFolder: folder })).toEqual({
      kind: 'in_use',
      pids: [second.pid],
    });
    await second.leave();
    expect(isLive(pid)).toBe(false);
    await expect(onDatabase(url, async () => null)).rejects.toThrow('ECONNREFUSED');
    expect(await stopServer({ dataFolder: folder })).toEqual({ kind: 'not_running' });
  });

  it('leaves the server running if its only user is killed, and the next user takes it over', async () => {
    const folder = await dataFolderWithServers();
    const killed = holdServer(folder);
    const before = await killed.held();
    await killed.kill();
    expect(isLive(before.pid)).toBe(true);
    const next = holdServer(folder);
    expect(await next.held()).toEqual({ ...before, adopted: true });
    await next.saying('was left running');
    await next.leave();
    expect(isLive(before.pid)).toBe(false);
  });

  it('keeps the same address at each start', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    const before = await first.held();
    await first.leave();
    const after = await holdServer(folder).held();
    expect(after).toEqual({ ...before, pid: after.pid });
  });
});

describe('a killed server', () => {
  it('has every committed row after kill -9, under the next user', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    const before = await first.held();
    await writeWages(before.url);
    await first.kill();
    await killServer(before.pid);
    const after = await holdServer(folder).held();
    expect(after.adopted).toBe(false);
    expect(await readWages(after.url)).toEqual([{ cents: '241603' }]);
  });

  it('is started again at its address by a process that was using it', async () => {
    const folder = await dataFolderWithServers();
    const user = holdServer(folder);
    const { pid, url } = await user.held();
    await writeWages(url);
    await killServer(pid);
    await user.saying('restarted it');
    expect(await readWages(url)).toEqual([{ cents: '241603' }]);
    await user.leave();
    expect((await checkServer({ dataFolder: folder })).state).toBe('stopped');
  });

  it('still counts its users after one of its processes was killed', async () => {
    const folder = await dataFolderWithServers();
    const user = holdServer(folder);
    const { pid, url } = await user.held();
    await onDatabase(url, async (client) => {
      const { rows } = await client.query('select pg_backend_pid() as pid');
      process.kill(rows[0].pid, 'SIGKILL');
    });
    await user.saying('restarted it');
    const visitor = holdServer(folder);
    expect((await visitor.held()).pid).toBe(pid);
    await visitor.leave();
    expect(isLive(pid)).toBe(true);
  });

  it('starts again although its frozen starter left it as a zombie', async () => {
    const folder = await dataFolderWithServers();
    const starter = holdServer(folder);
    const before = await starter.held();
    starter.signal('SIGSTOP');
    await killServer(before.pid);
    const next = holdServer(folder);
    const after = await next.held();
    expect(after.pid).not.toBe(before.pid);
    starter.signal('SIGCONT');
    await starter.saying('restarted it');
    await next.leave();
    expect(isLive(after.pid)).toBe(true);
    await starter.leave();
    expect(isLive(after.pid)).toBe(false);
  });
});
