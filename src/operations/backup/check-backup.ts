/**
 * Reads a backup file from its first byte to its last, and says what it holds. Changes nothing and needs no database.
 *
 * Refusals: file_not_found, file_unreadable, not_a_backup, backup_newer_format, backup_cut_off, backup_damaged,
 * backup_newer (a newer Paybeat wrote it), backup_other_schema.
 */
import { stat } from 'node:fs/promises';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { readBackup, type UnusableBackup } from '#store/backup/backup-reader.ts';
import { compareMigrations, type KnownMigrations } from '#store/migrate.ts';
import { type BackupHeader, headerOf } from './backup-header.ts';

interface BackupName {
  /** Absolute. */
  readonly path: string;
  /** As it was typed. */
  readonly name: string;
}

export interface CheckBackup extends BackupName {
  readonly onProgress?: ((ask: { readonly done: number; readonly of: number }) => void) | undefined;
}

export interface CheckedBackup {
  readonly header: BackupHeader;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  readonly sha256: string;
  /** An older version wrote it: what a restore adds to its schema. */
  readonly toMigrate: readonly string[];
}

export async function checkBackup(ask: CheckBackup): Promise<Answer<CheckedBackup>> {
  const size = await sizeOf(ask);
  if (!size.ok) return size;
  const { path, name, onProgress } = ask;
  const onBytes = (done: number) => onProgress?.({ done, of: size.value });
  let header: BackupHeader | null = null;
  let toMigrate: readonly string[] = [];
  const tables: { name: string; rows: number }[] = [];
  for await (const part of readBackup(path, { onBytes })) {
    if (part.kind === 'unusable') return unusable(name, part.why);
    if (part.kind === 'header') {
      header = headerOf(part.text);
      if (header === null) continue;
      const compared = await compareMigrations(header.migrations);
      const refused = otherSchema(name, compared);
      if (refused) return refused;
      toMigrate = compared.missing;
    } else if (part.kind === 'table_end') tables.push({ name: part.name, rows: part.sum.rows });
    if (part.kind !== 'end' || header === null) continue;
    const { rows, sha256 } = part;
    return answer({ header, tables, rows, bytes: size.value, sha256, toMigrate });
  }
  return unusable(name, 'changed');
}

async function sizeOf({ path, name }: BackupName): Promise<Answer<number>> {
  try {
    const found = await stat(path);
    if (found.isFile()) return answer(found.size);
    return refuse({
      family: 'invalid',
      code: 'file_unreadable',
      message: `${name} is not a file`,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    return refuse({
      family: isMissing ? 'not_found' : 'invalid',
      code: isMissing ? 'file_not_found' : 'file_unreadable',
      message: isMissing ? `there is no file ${name}` : `${name} cannot be read (${code})`,
    });
  }
}

const whatIsWrong: Readonly<Record<UnusableBackup, { code: string; is: string; hint: string }>> = {
  not_a_backup: {
    code: 'not_a_backup',
    is: 'is not a backup of Paybeat',
    hint: 'name a file that a backup of Paybeat wrote',
  },
  newer_format: {
    code: 'backup_newer_format',
    is: 'was written by a newer version of Paybeat',
    hint: 'use that version, or a newer one',
  },
  cut_off: {
    code: 'backup_cut_off',
    is: 'is incomplete: its end is missing',
    hint: 'copy it again from where it was written, or use another backup',
  },
  changed: {
    code: 'backup_damaged',
    is: 'is not as it was written: its bytes do not match their checksums',
    hint: 'copy it again from where it was written, or use another backup',
  },
};

function unusable(name: string, why: UnusableBackup): Refused {
  const { code, is, hint } = whatIsWrong[why];
  return refuse({ family: 'invalid', code, message: `${name} ${is}`, hint });
}

function otherSchema(name: string, { unknown, edited }: KnownMigrations): Refused | null {
  const [first] = unknown;
  if (first !== undefined) {
    return refuse({
      family: 'conflict',
      code: 'backup_newer',
      message: `${name} has migration ${first}, which this version of Paybeat does not know`,
      hint: 'use the version of Paybeat that wrote it, or a newer one',
      facts: { migrations: unknown },
    });
  }
  if (edited.length === 0) return null;
  return refuse({
    family: 'conflict',
    code: 'backup_other_schema',
    message: `${name} was made with other text of migration ${edited[0]}`,
    hint: 'use the version of Paybeat that wrote it',
    facts: { migrations: edited },
  });
}
