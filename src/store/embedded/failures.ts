/**
 * Failures of the embedded server, in the words of the person who has to fix them.
 *
 * PostgreSQL's own messages are in English here (the server runs with LC_ALL=C), so their words can be
 * recognised. Messages that are not recognised are passed on unchanged.
 */
import { userInfo } from 'node:os';
import { Outage } from '#errors.ts';

export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/**
 * An Outage for a failed file operation in the folder. Errors that it does not recognise are returned
 * unchanged.
 */
export function folderOutage(ask: { readonly error: unknown; readonly folder: string }): unknown {
  const { error, folder } = ask;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    const why =
      code === 'EROFS'
        ? 'it is read-only'
        : `the user ${currentUser()} may not read and write there`;
    return new Outage('data_folder_unwritable', `cannot use ${folder}: ${why}`, {
      hint: 'let its owner run Paybeat, or choose another data folder (PAYBEAT_DATA)',
      actions: [{ action: 'ask_again', with: 'data_folder' }],
      cause: error,
    });
  }
  if (['ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG', 'ELOOP'].includes(code)) {
    return new Outage('data_folder_invalid', `${folder} cannot be a folder (${code})`, {
      hint: 'choose another data folder (PAYBEAT_DATA)',
      actions: [{ action: 'ask_again', with: 'data_folder' }],
      cause: error,
    });
  }
  return error;
}

export function diskFull(folder: string, cause?: unknown): Outage {
  return new Outage('disk_full', `no space is left for the database in ${folder}`, {
    hint: 'free some space and start again: nothing that was committed is lost',
    cause,
  });
}

/** Why a start failed, as far as it decides the next step. */
export type StartFailure =
  /** Another program uses the port: try another one. */
  | { readonly kind: 'port_taken' }
  /** An earlier server, or the rest of one, still holds the data: look again soon. */
  | { readonly kind: 'still_held'; readonly said: string }
  | { readonly kind: 'failed'; readonly outage: Outage };

export function startFailure(ask: {
  readonly said: string;
  readonly folder: string;
  readonly logFolder: string;
}): StartFailure {
  const { said, folder } = ask;
  if (/Address already in use|could not create any TCP\/IP sockets/.test(said)) {
    return { kind: 'port_taken' };
  }
  if (/lock file ".*" already exists|is still in use|lock file ".*" is empty/.test(said)) {
    return { kind: 'still_held', said };
  }
  return { kind: 'failed', outage: serverOutage({ ...ask, folder, doing: 'start' }) };
}

/** An Outage for a PostgreSQL program that ended with a message. */
export function serverOutage(ask: {
  readonly said: string;
  readonly folder: string;
  readonly logFolder?: string;
  readonly doing: string;
}): Outage {
  const { said, folder } = ask;
  if (/shared memory segment|create semaphores/.test(said)) {
    return new Outage('server_memory_limit', lastWords(said), {
      hint: 'raise the kernel limits for shared memory, or use DATABASE_URL',
    });
  }
  if (/No space left on device|Disk quota exceeded/.test(said)) return diskFull(folder);
  if (/incompatible with server|not compatible with this version/.test(said)) {
    return clusterVersion({ folder, said });
  }
  if (/Permission denied|has wrong ownership|invalid permissions/.test(said)) {
    return new Outage('data_folder_denied', lastWords(said), {
      hint: `give ${folder} back to one user, who alone may read it, or let that user run Paybeat`,
    });
  }
  const log = ask.logFolder === undefined ? '' : `its log is in ${ask.logFolder}; `;
  return new Outage(
    'embedded_server_failed',
    `PostgreSQL did not ${ask.doing}: ${lastWords(said)}`,
    {
      hint: `${log}look at everything that it needs`,
      actions: [{ action: 'examine' }],
    },
  );
}

export function clusterVersion(ask: { readonly folder: string; readonly said: string }): Outage {
  return new Outage(
    'cluster_version',
    `${ask.folder} is of another PostgreSQL version: ${ask.said}`,
    {
      hint: 'start the Paybeat version that wrote it, take a backup there and restore it here',
    },
  );
}

/** PostgreSQL's last message in one line, without its time and process id. */
function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^.*?\b(FATAL|PANIC|ERROR|HINT|DETAIL|LOG|initdb: error):\s+/, ''))
    .filter((line) => line.trim() !== '');
  return lines.slice(-3).join(' / ').slice(0, 500) || 'it ended without a word';
}

/** The user's name, or the number when the system knows no name. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? '');
  }
}
