/** The header of a backup file: what it holds, and what it takes to restore it. It never holds a key or a password. */
import { z } from 'zod';
import type { BackedUpFacts } from '#store/backup/take-backup.ts';

const instant = z.string().refine((text) => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds > 0;
  } catch {
    return false;
  }
});
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

const headerShape = z.object({
  program_version: z.string().max(100),
  taken_at: instant,
  database_id: z.uuid(),
  server_version: z.string().max(100),
  /** Ids of the keys that sign certificates. The keys are elsewhere. */
  key_ids: z.array(z.string().max(64)),
  companies: z.int().min(0),
  company_codes: z.array(z.string()),
  migrations: z.array(
    z.object({ version: z.int().min(1), name: z.string(), checksum: z.string() }),
  ),
  tables: z.array(identifier),
  sequences: z.array(
    z.object({
      table: identifier,
      column: identifier,
      last: z
        .string()
        .regex(/^\d{1,18}$/)
        .nullable(),
    }),
  ),
});

export interface BackupHeader extends BackedUpFacts {
  readonly programVersion: string;
  readonly keyIds: readonly string[];
}

export function headerText(header: BackupHeader): string {
  const { programVersion, takenAt, databaseId, serverVersion, keyIds, companyCodes } = header;
  const written: z.input<typeof headerShape> = {
    program_version: programVersion,
    taken_at: takenAt,
    database_id: databaseId,
    server_version: serverVersion,
    key_ids: [...keyIds],
    companies: header.companies,
    company_codes: [...companyCodes],
    migrations: [...header.migrations],
    tables: [...header.tables],
    sequences: [...header.sequences],
  };
  return JSON.stringify(written);
}

/** Null: it is none. */
export function headerOf(text: string): BackupHeader | null {
  try {
    const { companies, migrations, tables, sequences, ...rest } = headerShape.parse(
      JSON.parse(text),
    );
    return {
      ...{ companies, migrations, tables, sequences },
      programVersion: rest.program_version,
      takenAt: rest.taken_at,
      databaseId: rest.database_id,
      serverVersion: rest.server_version,
      keyIds: rest.key_ids,
      companyCodes: rest.company_codes,
    };
  } catch {
    return null;
  }
}
