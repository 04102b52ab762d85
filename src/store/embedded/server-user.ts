/**
 * Chooses the user that the server runs as.
 *
 * PostgreSQL refuses to run as root. When root starts it, it runs as another user, who owns the data. That is
 * the current owner of the data, else the owner of the data folder, else `postgres`, else `nobody`, else a
 * new user. Whether that user can read a file is tested by trying as that user.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Outage } from '#errors.ts';
import { type Binaries, programOf } from './locate-binaries.ts';

export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Null means the rights of the current user. */
export type RunsAs = ServerUser | null;

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * Null unless this process runs as root. The first of `folders` that exists and does not belong to root
 * decides.
 */
export async function chooseServerUser(folders: readonly string[]): Promise<RunsAs> {
  if (!isRoot()) return null;
  for (const folder of folders) {
    const uid = await ownerOf(folder);
    const user = uid === null || uid === 0 ? null : await userNamed(String(uid));
    if (user !== null) return user;
  }
  return (
    (await userNamed('postgres')) ?? (await userNamed('nobody')) ?? (await createUser('paybeat'))
  );
}

export async function ownerOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).uid;
  } catch {
    return null;
  }
}

/** Takes a name or number. Null when the system does not know the user (initdb needs a known one). */
export async function userNamed(nameOrUid: string): Promise<ServerUser | null> {
  const ask = async (flag: string) =>
    (await run({ program: 'id', args: [flag, nameOrUid] })).trim();
  try {
    const [name, uid, gid] = [await ask('-un'), Number(await ask('-u')), Number(await ask('-g'))];
    return Number.isSafeInteger(uid) && Number.isSafeInteger(gid) ? { name, uid, gid } : null;
  } catch {
    return null;
  }
}

async function createUser(name: string): Promise<ServerUser> {
  const args = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name];
  try {
    await run({ program: 'useradd', args });
  } catch {
    // The exit code does not matter: only whether the user exists now.
  }
  const user = await userNamed(name);
  if (user !== null) return user;
  throw new Outage(
    'no_server_user',
    'PostgreSQL refuses to run as root, and there is no other user',
    {
      hint: `create one (useradd --system ${name}), or run Paybeat as another user`,
    },
  );
}

/** Whether the server's user can enter the folder. */
export async function canEnter(user: RunsAs, folder: string): Promise<boolean> {
  return succeeds({ program: 'sh', args: ['-c', 'cd "$1"', 'sh', folder], user });
}

/** Whether the server's user can start the programs and read what they load. */
export async function canRun(user: RunsAs, binaries: Binaries): Promise<boolean> {
  const { folder } = binaries;
  const files = [
    join(folder, 'share', 'postgresql', 'postgres.bki'),
    join(folder, 'share', 'postgresql', 'timezonesets', 'Default'),
    join(folder, 'lib', 'postgresql', 'plpgsql.so'),
  ].filter((file) => process.platform === 'linux' || !file.endsWith('.so'));
  const readsAll = 'for file; do [ -r "$file" ] || exit 1; done';
  return (
    (await succeeds({ program: programOf(binaries, 'initdb'), args: ['--version'], user })) &&
    (await succeeds({ program: programOf(binaries, 'postgres'), args: ['--version'], user })) &&
    (await succeeds({ program: 'sh', args: ['-c', readsAll, 'sh', ...files], user }))
  );
}

/** How programs are started: without the caller's PG… variables, with English messages, in UTC. */
export function startedAs(user: RunsAs): {
  cwd: string;
  env: Record<string, string>;
  uid?: number;
  gid?: number;
} {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return { cwd: '/', env, ...(user === null ? {} : { uid: user.uid, gid: user.gid }) };
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly user?: RunsAs;
}

/** `stderr` is missing when the program could not be started at all. */
export interface ProgramFailure extends Error {
  readonly stderr?: string;
}

/** Returns the program's output. Rejects with a ProgramFailure. */
export function run(command: Command): Promise<string> {
  const { program, args, user = null } = command;
  return new Promise((done, fail) => {
    const options = { ...startedAs(user), maxBuffer: 1 << 22 };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else fail(Object.assign(error, { stderr }));
    });
  });
}

async function succeeds(command: Command): Promise<boolean> {
  try {
    await run(command);
    return true;
  } catch {
    return false;
  }
}
