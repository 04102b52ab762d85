/** Backups of test databases in a folder that is removed, and what databases hold. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { makeBackup } from '#operations/backup/make-backup.ts';
import { type RestoreBackup, restoreBackup } from '#operations/backup/restore-backup.ts';
import { must } from './small-company.ts';

/** Call it at the top level. */
export function backupFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'paybeat-backup-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const keys = { dataFolder: join(folder, 'keys'), given: null };
  const put = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  return {
    folder,
    keys,
    put,
    /** The bytes of a backup of the database. */
    taken: async (url: string): Promise<Buffer> => {
      const parts: Uint8Array[] = [];
      const write = async (bytes: Uint8Array) => {
        parts.push(bytes);
      };
      must(await makeBackup({ url, write, keys, version: '1.2.3' }));
      return Buffer.concat(parts);
    },
    /** Into a database of its own. */
    restored: (path: string, url: string, how: Partial<RestoreBackup> = {}) =>
      restoreBackup({
        ...{ path, name: 'a.backup', databaseUrl: url, dataFolder: join(folder, 'none'), keys },
        ...{ by: 'person:ada', dryRun: false, say: () => undefined, ...how },
      }),
  };
}

/** A hash of the rows of each table, and the number of rows. */
export async function contentsOf(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set search_path = paybeat, public; set timezone = 'UTC'");
    const { rows } = await client.query<{ name: string }>(
      `select relname::text as name from pg_class
       where relnamespace = 'paybeat'::regnamespace and relkind = 'r' order by 1`,
    );
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const table = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      const sorted = table.rows.map(({ row }) => row).toSorted();
      const hash = createHash('sha256').update(sorted.join('\n')).digest('hex').slice(0, 12);
      found[name] = `${sorted.length} rows ${hash}`;
    }
    return found;
  } finally {
    await client.end();
  }
}
