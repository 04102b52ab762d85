/** The JSON form of backups, of what was restored, and of its acceptance. */
import type { AcceptedRestore } from '#operations/backup/accept-restore.ts';
import type { BackupHeader } from '#operations/backup/backup-header.ts';
import type { CheckedBackup } from '#operations/backup/check-backup.ts';
import type { MadeBackup } from '#operations/backup/make-backup.ts';
import type { RestoredBackup } from '#operations/backup/restore-backup.ts';

export function madeBackupShape(
  made: MadeBackup & { readonly written: string | null; readonly bytes: number },
): object {
  const { header, written, bytes, sha256, tables, rows } = made;
  return { written, bytes, sha256, tables, rows, ...headerShown(header) };
}

export function checkedBackupShape(checked: CheckedBackup): object {
  const { header, bytes, sha256, rows, tables, toMigrate } = checked;
  return { bytes, sha256, rows, ...headerShown(header), toMigrate, tables };
}

export function restoredBackupShape(restored: RestoredBackup): object {
  const { isRestored, missingKeys } = restored;
  return { isRestored, missingKeys, ...checkedBackupShape(restored) };
}

function headerShown(header: BackupHeader): object {
  const { takenAt, databaseId, programVersion, serverVersion, migrations } = header;
  const { companies, companyCodes, keyIds } = header;
  const schema = migrations.at(-1)?.name ?? null;
  return {
    ...{ takenAt, databaseId, programVersion, serverVersion, schema },
    ...{ companies, companyCodes, keyIds },
  };
}

export function acceptedRestoreShape({ restores, companies }: AcceptedRestore): object {
  return { restores: [...restores], companies };
}
