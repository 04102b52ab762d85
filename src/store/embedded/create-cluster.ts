/**
 * The first start creates the database completely or not at all.
 *
 * Everything is created in a temporary folder, which is renamed after it has been written to disk. A killed
 * start leaves the temporary folder behind, and the next first start removes it.
 */
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { diskFull, folderOutage, serverOutage } from './failures.ts';
import { type Binaries, programOf } from './locate-binaries.ts';
import { initialSettings } from './server-settings.ts';
import { ownerOf, type ProgramFailure, type RunsAs, run } from './server-user.ts';

/** Bytes. A new database takes about 40 MB on disk. */
const leastFreeBytes = 100 * 1024 * 1024;

export const superuser = 'paybeat';

/**
 * Throws Outage: `disk_full`, `data_folder_unwritable`, `embedded_server_failed`. Call it with the start lock
 * held.
 */
export async function createCluster(ask: {
  readonly serverFolder: string;
  readonly dataFolder: string;
  readonly binaries: Binaries;
  readonly user: RunsAs;
}): Promise<void> {
  const { serverFolder, user } = ask;
  const parent = dirname(serverFolder);
  let unfinished: string | null = null;
  try {
    const { bavail, bsize } = await statfs(parent);
    if (bavail * bsize < leastFreeBytes) throw diskFull(parent);
    await removeUnfinished(parent);
    unfinished = await mkdtemp(`${serverFolder}.new-`);
    const logFolder = join(unfinished, 'log');
    const passwordFile = join(unfinished, 'password');
    await mkdir(logFolder, { mode: 0o700 });
    await writeFile(passwordFile, randomBytes(32).toString('base64url'), {
      mode: 0o600,
      flush: true,
    });
    if (user !== null) {
      for (const path of [unfinished, logFolder, passwordFile])
        await chown(path, user.uid, user.gid);
    }
    await initdb({ ...ask, clusterFolder: join(unfinished, 'data'), passwordFile });
    await keepPassword({ passwordFile, dataFolder: ask.dataFolder });
    await syncFolder(unfinished);
    await rename(unfinished, serverFolder);
    await syncFolder(parent);
  } catch (error) {
    if (unfinished !== null) await rm(unfinished, { recursive: true, force: true });
    throw folderOutage({ error, folder: parent });
  }
}

async function initdb(ask: {
  readonly binaries: Binaries;
  readonly user: RunsAs;
  readonly clusterFolder: string;
  readonly passwordFile: string;
}): Promise<void> {
  const { binaries, clusterFolder, passwordFile, user } = ask;
  const args = [
    ...['-D', clusterFolder, '-U', superuser, '--pwfile', passwordFile],
    ...['--auth-host=scram-sha-256', '--auth-local=scram-sha-256', '--data-checksums'],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-instructions', ...initialSettings()],
  ];
  try {
    await run({ program: programOf(binaries, 'initdb'), args, user });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { stderr = '' } = error as ProgramFailure;
    const said = stderr === '' ? error.message : stderr;
    throw serverOutage({ said, folder: dirname(clusterFolder), doing: 'make its data' });
  }
}

/** Gives the password file to the user who starts Paybeat, because the server no longer needs it. */
async function keepPassword(ask: { passwordFile: string; dataFolder: string }): Promise<void> {
  const owner = await ownerOf(ask.dataFolder);
  if (process.geteuid?.() === 0 && owner !== null) await chown(ask.passwordFile, owner, -1);
  await chmod(ask.passwordFile, 0o600);
}

/** The initdb of a killed start may still run there for a moment. The next start then removes the rest. */
async function removeUnfinished(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith('postgres.new-'));
  const removals = names.map((name) => rm(join(parent, name), { recursive: true, force: true }));
  await Promise.allSettled(removals);
}
