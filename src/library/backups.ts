/** Backups and what was restored, as functions of the library. */

import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import {
  acceptedRestoreShape,
  checkedBackupShape,
  madeBackupShape,
  restoredBackupShape,
} from '#answers/backups.ts';
import { answerShownAs } from '#answers/json-form.ts';
import type { Answer } from '#errors.ts';
import type { MethodContext } from '#methods/context.ts';
import { acceptRestore } from '#operations/backup/accept-restore.ts';
import { checkBackup } from '#operations/backup/check-backup.ts';
import { makeBackup } from '#operations/backup/make-backup.ts';
import { type RestoredBackup, restoreBackup } from '#operations/backup/restore-backup.ts';
import type { Config } from '#settings/config.ts';
import { version } from '#version.ts';

export interface BackupToMake {
  /** Gets the bytes of the backup, one piece after the other. What it returns is awaited. */
  readonly write: (bytes: Uint8Array) => Promise<void> | void;
}

export interface BackupFile {
  /** A relative path starts in the current folder. */
  readonly file: string;
}

export function backupsIn(
  { world, config }: MethodContext,
  { databaseUrl: url }: { readonly databaseUrl: string },
) {
  const keys = keysOf(config);
  return {
    backups: {
      /** Writes the whole database, while workers go on. If it refuses or throws, what it wrote is no backup. */
      make: async ({ write }: BackupToMake) => {
        let bytes = 0;
        const counted = async (part: Uint8Array) => {
          bytes += part.length;
          await write(part);
        };
        return answerShownAs(
          await makeBackup({ url, write: counted, keys, version: version() }),
          (made) => madeBackupShape({ ...made, bytes, written: null }),
        );
      },
      /** Reads a backup from end to end, and says what it holds. */
      check: async ({ file }: BackupFile) =>
        answerShownAs(await checkBackup(placeOf(file)), checkedBackupShape),
      /** Lets runs go on in a restored database. See first what `doctor()` finds. */
      acceptRestore: async (ask: { readonly why: string }) =>
        answerShownAs(await acceptRestore(world, ask), acceptedRestoreShape),
    },
  };
}

export interface RestorePaybeat extends BackupFile {
  /** As for `openPaybeat`. They name the new data folder, or the empty database. */
  readonly settings?: Partial<Omit<Config, 'configFile' | 'sources'>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly actor?: string;
  /** Checks the file and the place, and restores nothing. */
  readonly dryRun?: boolean;
}

/** With settings that were read. */
export async function restoreWith(
  config: Config,
  ask: Pick<RestorePaybeat, 'file' | 'actor' | 'dryRun'>,
): Promise<Answer<RestoredBackup>> {
  const { databaseUrl, dataFolder } = config;
  const restored = await restoreBackup({
    ...{ ...placeOf(ask.file), databaseUrl, dataFolder, keys: keysOf(config) },
    by: ask.actor ?? `person:${userInfo().username}`,
    dryRun: ask.dryRun === true,
    say: () => undefined,
  });
  return answerShownAs(restored, restoredBackupShape);
}

function placeOf(file: string) {
  return { path: resolve(file), name: file };
}

function keysOf({ dataFolder, signingKey: given }: Config) {
  return { dataFolder, given };
}
