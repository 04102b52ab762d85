/**
 * Restores a backup into a new data folder, or into an empty database of one's own.
 *
 * The whole file is checked before anything is touched. The rows arrive in one transaction, so a restore that was
 * interrupted leaves an empty database. No program uses that one, and the restore can be repeated. Afterwards nothing is
 * committed until somebody accepts it.
 *
 * Refusals: those of `checkBackup`, server_running, database_in_use, database_not_empty, backup_changed,
 * backup_other_tables, restore_not_allowed, and those of `migrate`. Throws Outage.
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { type KeyPlace, signingKeys } from '#operations/proof/signing-keys.ts';
import { loadBackup } from '#store/backup/load-backup.ts';
import {
  lookAtTarget,
  type RestoreTarget,
  removeOtherSchema,
} from '#store/backup/restore-target.ts';
import { checkServer } from '#store/embedded/check-server.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { markUnfinishedIn } from '#store/embedded/unfinished-restore.ts';
import { migrate } from '#store/migrate.ts';
import { counted } from '#text/counted.ts';
import { type CheckBackup, type CheckedBackup, checkBackup } from './check-backup.ts';

export interface RestoreBackup extends CheckBackup {
  /** Null: the embedded server of the data folder. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataFolder: string;
  readonly keys: KeyPlace;
  /** `person:ada` */
  readonly by: string;
  /** Checks the file and the place, and restores nothing. */
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
  /** As `onProgress`, while rows are stored. */
  readonly onStored?: CheckBackup['onProgress'];
}

export interface RestoredBackup extends CheckedBackup {
  readonly isRestored: boolean;
  /** Keys that signed before and are not here. They are restored apart. */
  readonly missingKeys: readonly string[];
}

export async function restoreBackup(ask: RestoreBackup): Promise<Answer<RestoredBackup>> {
  const checked = await checkBackup(ask);
  if (!checked.ok) return checked;
  const { dryRun, databaseUrl, dataFolder, say } = ask;
  const missingKeys = await keysMissing(checked.value.header.keyIds, ask.keys);
  const done = { ...checked.value, isRestored: !dryRun, missingKeys };
  if (databaseUrl !== null) {
    const restored = await restoreInto(databaseUrl, { ask, checked: checked.value });
    return restored.ok ? answer(done) : restored;
  }
  const { state, running } = await checkServer({ dataFolder });
  if (running !== null && running.users > 0) return serverRunning(dataFolder, running.users);
  if (dryRun && state === 'none') return answer(done);
  const unmark = dryRun ? async () => undefined : await markUnfinishedIn(dataFolder);
  try {
    const server = await embeddedServer({ dataFolder, say });
    try {
      const restored = await restoreInto(server.url, { ask, checked: checked.value, unmark });
      return restored.ok ? answer(done) : restored;
    } finally {
      await server.release();
    }
  } finally {
    await unmark();
  }
}

async function restoreInto(
  url: string,
  of: {
    readonly ask: RestoreBackup;
    readonly checked: CheckedBackup;
    /** Removes the mark of the data folder once the database has its own. */
    readonly unmark?: () => Promise<void>;
  },
): Promise<Answer<null>> {
  const { ask, checked, unmark } = of;
  const used = usedBy(await lookAtTarget(url));
  if (used !== null) return used;
  if (ask.dryRun) return answer(null);
  const { header, sha256, bytes } = checked;
  const versions = header.migrations.map(({ version }) => version);
  await removeOtherSchema(url, versions);
  const asThen = await migrate({ url, versions, forRestore: true });
  if (!asThen.ok) return asThen;
  await unmark?.();
  const loaded = await loadBackup({
    ...{ url, path: ask.path, facts: header, sha256, by: ask.by, keyIds: header.keyIds },
    onBytes: (done) => ask.onStored?.({ done, of: bytes }),
  });
  if (!loaded.ok) return loaded;
  const forward = await migrate({ url, say: ask.say });
  return forward.ok ? answer(null) : forward;
}

async function keysMissing(keyIds: readonly string[], place: KeyPlace): Promise<readonly string[]> {
  const keys = await signingKeys(place);
  const here = new Set(keys.ok ? keys.value.map(({ keyId }) => keyId) : []);
  return keyIds.filter((keyId) => !here.has(keyId));
}

function serverRunning(dataFolder: string, programs: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'server_running',
    message: `${counted(programs, 'program')} of Paybeat ${programs === 1 ? 'works' : 'work'} in the data folder ${dataFolder}`,
    hint: 'nothing was changed; name a new data folder, or stop these programs',
    facts: { programs },
  });
}

function usedBy({ connections, companies }: RestoreTarget): Refused | null {
  if (companies > 0) return notEmpty(companies);
  if (connections === 0) return null;
  return refuse({
    family: 'conflict',
    code: 'database_in_use',
    message: `the database has ${counted(connections, 'other connection')}`,
    hint: 'nothing was changed; name an empty database, or stop the programs that use it',
    facts: { connections },
  });
}

function notEmpty(companies: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'database_not_empty',
    message: `the database to restore into has ${counted(companies, 'company')}`,
    hint: 'nothing was changed; name a new data folder, or a new database',
    facts: { companies },
  });
}
