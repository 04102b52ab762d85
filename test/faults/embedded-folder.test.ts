/**
 * The embedded server and its folder: stale files, unusable folders, and data that must not be lost
 * or exposed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkServer } from '#store/embedded/check-server.ts';
import { clusterFolderOf, findPlace, openDataFolder } from '#store/embedded/server-place.ts';
import { chooseServerUser, isRoot } from '#store/embedded/server-user.ts';
import { waitUntil } from '#store/embedded/wait-until.ts';
import {
  dataFolderWithServers,
  type Holder,
  holdServer,
  onDatabase,
  readWages,
  removeDataFolders,
  writeWages,
} from '../support/server-holder.ts';

afterEach(removeDataFolders);

describe('postmaster.pid', () => {
  /** Runs as the server's user, so that PostgreSQL takes it for a server. */
  async function strangerProcess(folder: string): Promise<ChildProcess> {
    const user = await chooseServerUser([folder]);
    const ids = user === null ? {} : { uid: user.uid, gid: user.gid };
    return spawn('sleep', ['600'], { ...ids, cwd: '/', stdio: 'ignore' });
  }

  it('is ignored if it names a process of another program', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    await first.held();
    await first.leave();
    const stranger = await strangerProcess(folder);
    const cluster = clusterFolderOf(await findPlace(folder));
    const lines = [stranger.pid, cluster, 1_700_000_000, 1, '', '127.0.0.1', '1 1', 'ready', ''];
    await writeFile(join(cluster, 'postmaster.pid'), lines.join('\n'));
    const next = holdServer(folder);
    expect((await next.held()).adopted).toBe(false);
    expect(stranger.exitCode).toBe(null);
    stranger.kill();
  });

  it('does not prevent a start if a full disk left it empty', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    await first.held();
    await first.leave();
    await writeFile(join(clusterFolderOf(await findPlace(folder)), 'postmaster.pid'), '');
    expect((await holdServer(folder).held()).adopted).toBe(false);
  });
});

describe('folders', () => {
  it('are usable although the user of the server cannot enter the data folder', async () => {
    const folder = await dataFolderWithServers(0o700);
    const first = holdServer(folder);
    const before = await first.held();
    await writeWages(before.url);
    const { otherFolder } = await findPlace(folder);
    expect(otherFolder !== null).toBe(isRoot());
    if (otherFolder !== null) await first.saying(`its data are in ${otherFolder}`);
    await first.leave();
    const second = holdServer(folder);
    expect(await readWages((await second.held()).url)).toEqual([{ cents: '241603' }]);
    expect((await findPlace(folder)).otherFolder).toBe(otherFolder);
  });

  it('get no new data if earlier data are missing', async () => {
    const folder = await dataFolderWithServers();
    const pointer = { folder: join(folder, 'gone'), holdsData: true, isComplete: true };
    await writeFile(join(folder, 'server-place.json'), JSON.stringify(pointer));
    expect((await holdServer(folder).outage()).code).toBe('data_missing');
    await rm(join(folder, 'server-place.json'));
    await mkdir(join(folder, 'postgres'));
    expect((await holdServer(folder).outage()).code).toBe('cluster_broken');
    await rm(join(folder, 'postgres'), { recursive: true });
  });

  it('give a clear outage if they are not writable', async () => {
    const folder = await dataFolderWithServers();
    await chmod(folder, 0o555);
    const holder = holdServer(folder, isRoot() ? { user: 'nobody' } : {});
    const outage = await holder.outage();
    expect(outage.code).toBe('data_folder_unwritable');
    expect(outage.message).toContain(`cannot use ${folder}:`);
    expect(outage.actions).toEqual([{ action: 'ask_again', with: 'data_folder' }]);
    await chmod(folder, 0o755);
    expect(await readdir(folder)).toEqual([]);
  });

  it('give a clear outage where the system creates no folders', async () => {
    const startedAt = performance.now();
    await expect(openDataFolder('/proc/foo/data')).rejects.toMatchObject({
      code: expect.stringMatching(/^data_folder_/),
      actions: [{ action: 'ask_again', with: 'data_folder' }],
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('give a clear outage if the path cannot be a folder', async () => {
    const folder = await dataFolderWithServers();
    await writeFile(join(folder, 'file'), '');
    const outage = await holdServer(join(folder, 'file', 'data')).outage();
    expect(outage.code).toBe('data_folder_invalid');
    expect(outage.message).toContain(join(folder, 'file', 'data'));
  });

  it('with data of another PostgreSQL version are refused', async () => {
    const folder = await dataFolderWithServers();
    const first = holdServer(folder);
    await first.held();
    await first.leave();
    const file = join(clusterFolderOf(await findPlace(folder)), 'PG_VERSION');
    await writeFile(file, '17\n');
    expect((await holdServer(folder).outage()).code).toBe('cluster_version');
  });
});

describe('safety', () => {
  it('flushes to disk, has page checksums, and listens on this machine only', async () => {
    const folder = await dataFolderWithServers();
    const { pid, port } = await holdServer(folder).held();
    const check = await checkServer({ dataFolder: folder });
    expect(check).toMatchObject({ state: 'running', version: '18.4' });
    expect(check.running).toEqual({
      pid,
      port,
      isFsyncOn: true,
      areFullPageWritesOn: true,
      areChecksumsOn: true,
      listensOn: '127.0.0.1',
      users: 1,
    });
  });

  it('runs as the owner of its data, and never as root', async () => {
    const folder = await dataFolderWithServers();
    const { pid } = await holdServer(folder).held();
    const { uid } = await stat(clusterFolderOf(await findPlace(folder)));
    expect(uid).not.toBe(0);
    expect(await userOf(pid)).toBe(uid);
  });

  it('keeps its password only in one file that others cannot read', async () => {
    const folder = await dataFolderWithServers();
    const holder = holdServer(folder);
    const { url, pid } = await holder.held();
    await holder.leave();
    const again = holdServer(folder);
    const { pid: newPid } = await again.held();
    expect(newPid).not.toBe(pid);
    const { serverFolder } = await findPlace(folder);
    const passwordFile = join(serverFolder, 'password');
    expect((await lstat(passwordFile)).mode & 0o777).toBe(0o600);
    const password = await readFile(passwordFile, 'utf8');
    expect(new URL(url).password).toBe(password);
    const words = [...said(holder), ...said(again), await logOf(serverFolder)].join('\n');
    expect(words).toMatch(/\bLOG: /);
    expect(words).not.toContain(password);
    await expect(
      onDatabase(url.replace(password, 'guess'), async () => null),
    ).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps personal data out of its log', async () => {
    const folder = await dataFolderWithServers();
    const { url } = await holdServer(folder).held();
    await onDatabase(url, async (client) => {
      await client.query('create table person (ssn text primary key)');
      await client.query("insert into person values ('078-05-1120')");
      await expect(client.query("insert into person values ('078-05-1120')")).rejects.toThrow();
    });
    const { serverFolder } = await findPlace(folder);
    // A process of the server writes its log a moment later.
    const isLogged = async () => (await logOf(serverFolder)).includes('duplicate key');
    expect(await waitUntil(isLogged, { seconds: 20 })).toBe(true);
    expect(await logOf(serverFolder)).not.toContain('078-05-1120');
  });
});

function said(holder: Holder): readonly string[] {
  return holder.output.filter((line) => line.includes('"said"'));
}

async function logOf(serverFolder: string): Promise<string> {
  const folder = join(serverFolder, 'log');
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('');
}

/** The owner of the process's files, or of the process, according to the system. */
async function userOf(pid: number): Promise<number> {
  if (process.platform === 'linux') return (await stat(`/proc/${pid}`)).uid;
  const ps = spawn('ps', ['-o', 'uid=', '-p', String(pid)]);
  const [text] = await once(ps.stdout, 'data');
  return Number(String(text).trim());
}
