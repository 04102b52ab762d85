/**
 * Writes a backup of the whole database, while workers go on: every row of every table at one moment.
 *
 * Signing keys are not in it, because a backup goes to many places. It names their ids.
 *
 * Refusal: backup_not_allowed. Only the command has it: who runs that owns the database.
 */
import { type Answer, answer } from '#errors.ts';
import { type KeyPlace, signingKeys } from '#operations/proof/signing-keys.ts';
import type { WriteBytes } from '#store/backup/backup-writer.ts';
import { type TakeBackup, takeBackup } from '#store/backup/take-backup.ts';
import { type BackupHeader, headerText } from './backup-header.ts';

interface MakeBackup extends Pick<TakeBackup, 'onProgress'> {
  /** Of the database. */
  readonly url: string;
  readonly write: WriteBytes;
  readonly keys: KeyPlace;
  /** Of the program. */
  readonly version: string;
}

export interface MadeBackup {
  readonly header: BackupHeader;
  readonly tables: number;
  readonly rows: number;
  /** Of the whole file. */
  readonly sha256: string;
}

export async function makeBackup(ask: MakeBackup): Promise<Answer<MadeBackup>> {
  const { version: programVersion, url, write, onProgress } = ask;
  const keyIds = await keyIdsOf(ask.keys);
  const header = (facts: Omit<BackupHeader, 'programVersion' | 'keyIds'>) =>
    headerText({ ...facts, programVersion, keyIds });
  const taken = await takeBackup({ url, write, header, onProgress });
  if (!taken.ok) return taken;
  const { facts, ...sums } = taken.value;
  return answer({ header: { ...facts, programVersion, keyIds }, ...sums });
}

/** Unreadable keys do not stop a backup: `doctor` and every certificate tell of them. */
async function keyIdsOf(place: KeyPlace): Promise<readonly string[]> {
  const keys = await signingKeys(place);
  return keys.ok ? keys.value.map(({ keyId }) => keyId) : [];
}
