/**
 * Which folders the server of a data folder uses.
 *
 * Usually these are `postgres/` in the data folder, and the programs in node_modules. When root starts the
 * server, it runs as another user. That user may be unable to enter them (a checkout below /root, a folder of
 * `mktemp -d`). Then data, programs or both are in a folder that this user can enter, and `server-place.json`
 * in the data folder names it. Existing data never move by themselves.
 *
 *   postgres/            owned by the server's user, 0700
 *     data/              PostgreSQL's own folder (PGDATA)
 *     log/               PostgreSQL's log, at most seven files
 *     password           0600
 *     port               the one to try first at the next start
 */
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Outage } from '#errors.ts';
import { copyBinaries } from './copy-binaries.ts';
import { exists } from './durable-file.ts';
import { codeOf, folderOutage } from './failures.ts';
import { type Binaries, locateBinaries } from './locate-binaries.ts';
import { pointerFile, readPointer, writePointer } from './place-pointer.ts';
import { canEnter, canRun, chooseServerUser, type RunsAs } from './server-user.ts';

export interface ServerPlace {
  readonly dataFolder: string;
  /** Contains PGDATA, password, port and log. */
  readonly serverFolder: string;
  /** A folder outside the data folder that contains data or programs; null when there is none. */
  readonly otherFolder: string | null;
}

const folderMode = 0o755;
const otherParents = ['/var/lib/paybeat', '/var/tmp'];

export function clusterFolderOf(place: ServerPlace): string {
  return join(place.serverFolder, 'data');
}

export function logFolderOf(place: ServerPlace): string {
  return join(place.serverFolder, 'log');
}

/** The data folder with its symbolic links resolved. Creates the folder when it does not exist. */
export async function openDataFolder(dataFolder: string): Promise<string> {
  const folder = resolve(dataFolder);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    return await realpath(folder);
  } catch (error) {
    throw folderOutage({ error: await whyNot(folder, error), folder });
  }
}

/**
 * Creates one folder after the other. Node's recursive `mkdir` never ends on a file system that answers
 * ENOENT for a new folder inside an existing one, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await exists(folder)) return;
  await makeFolder(dirname(folder));
  try {
    await mkdir(folder, { mode: folderMode });
  } catch (error) {
    // Another process was quicker.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** `mkdir` answers ENOENT when its parent folder is not writable. */
async function whyNot(folder: string, error: unknown): Promise<unknown> {
  if (codeOf(error) !== 'ENOENT') return error;
  let above = dirname(folder);
  while (!(await exists(above))) above = dirname(above);
  return access(above, constants.W_OK).then(
    () => error,
    (reason: unknown) => reason,
  );
}

/** The folder where the data are, or will be. Creates nothing. */
export async function findPlace(dataFolder: string): Promise<ServerPlace> {
  const pointer = await readPointer(dataFolder);
  const parent = pointer?.holdsData ? pointer.folder : dataFolder;
  const place = {
    dataFolder,
    serverFolder: join(parent, 'postgres'),
    otherFolder: pointer?.folder ?? null,
  };
  if (pointer?.holdsData && pointer.isComplete && !(await exists(place.serverFolder))) {
    throw new Outage(
      'data_missing',
      `the data of ${dataFolder} were in ${parent} and are not there`,
      {
        hint: `bring ${parent} back, from a backup if need be; to begin anew remove ${pointerFile(dataFolder)}`,
      },
    );
  }
  return place;
}

/** Whether a complete database exists. Throws Outage `cluster_broken` for a folder without a complete one. */
export async function hasCluster(place: ServerPlace): Promise<boolean> {
  if (await exists(join(clusterFolderOf(place), 'PG_VERSION'))) return true;
  if (!(await exists(place.serverFolder))) return false;
  throw new Outage('cluster_broken', `${place.serverFolder} is there but holds no database`, {
    hint: 'restore it from a backup; to begin anew move it away',
  });
}

export interface ReadyPlace {
  readonly place: ServerPlace;
  readonly user: RunsAs;
  readonly binaries: Binaries;
}

/**
 * Makes sure that the server's user can read data and programs, in another folder if necessary. Call it
 * before a start, with the start lock held.
 */
export async function preparePlace(ask: {
  readonly place: ServerPlace;
  readonly say: (line: string) => void;
}): Promise<ReadyPlace> {
  const { say } = ask;
  const { dataFolder } = ask.place;
  const isNew = !(await hasCluster(ask.place));
  const user = await chooseServerUser([clusterFolderOf(ask.place), dataFolder]);
  let place = ask.place;
  if (!(await canEnter(user, dirname(place.serverFolder)))) {
    if (!isNew) throw unreachable(place, user);
    const folder = place.otherFolder ?? (await makeOtherFolder(dataFolder, user));
    await writePointer(dataFolder, { folder, holdsData: true, isComplete: false });
    place = await findPlace(dataFolder);
    say(
      `PostgreSQL runs as user ${user?.name}, who cannot enter ${dataFolder}: its data are in ${folder}.`,
    );
  }
  const own = locateBinaries();
  if (user === null || (await canRun(user, own))) return { place, user, binaries: own };
  const folder = place.otherFolder ?? (await makeOtherFolder(dataFolder, user));
  if (place.otherFolder === null) {
    await writePointer(dataFolder, { folder, holdsData: false, isComplete: true });
    place = await findPlace(dataFolder);
  }
  const binaries = await copyBinaries({ own, folder, user, say });
  return { place, user, binaries };
}

/** Call it when the data exist. */
export async function confirmPlace(place: ServerPlace): Promise<void> {
  const pointer = await readPointer(place.dataFolder);
  if (pointer === null || pointer.isComplete) return;
  await writePointer(place.dataFolder, { ...pointer, isComplete: true });
}

async function makeOtherFolder(dataFolder: string, user: RunsAs): Promise<string> {
  for (const parent of otherParents) {
    try {
      await mkdir(parent, { recursive: true, mode: folderMode });
      const named = basename(dataFolder)
        .replace(/^\.+/, '')
        .replaceAll(/[^\w-]/g, '-');
      const folder = await mkdtemp(join(parent, `${named || 'paybeat'}-`));
      await chmod(folder, folderMode);
      if (await canEnter(user, folder)) return folder;
      await rm(folder, { recursive: true });
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(codeOf(error))) throw error;
    }
  }
  throw new Outage(
    'no_place_for_server',
    `user ${user?.name} can enter neither ${dataFolder} nor ${otherParents.join(' nor ')}`,
    {
      hint: 'choose a data folder that every user may enter (PAYBEAT_DATA)',
      actions: [{ action: 'ask_again', with: 'data_folder' }],
    },
  );
}

function unreachable(place: ServerPlace, user: RunsAs): Outage {
  const parent = dirname(place.serverFolder);
  return new Outage(
    'data_folder_denied',
    `user ${user?.name}, who owns the data, cannot enter ${parent}`,
    {
      hint: `let everybody enter it and the folders above it: chmod a+x ${parent}`,
    },
  );
}
