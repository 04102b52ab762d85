/**
 * Where the rows of the Django design come from: a file with a dump, or its database itself.
 *
 * Both are streams of one text format, so that one reader knows them. A database is read in one read-only
 * transaction for each reading.
 *
 * Refusals: file_not_found, file_unreadable, those of the dump.
 */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { OldTables } from '#files/django/old-records.ts';
import { OpenedDump } from '#files/django/open-dump.ts';
import { foreignTables } from '#store/foreign-tables.ts';
import type { OldSource } from './read-old.ts';

export function dumpFile(path: string): OldSource {
  return sourceOf(
    () => createReadStream(path),
    (error) => unreadable(path, error),
    async () => (await stat(path)).size,
  );
}

/** Throws Outage if the database cannot be read. */
export function oldDatabase(url: string): OldSource {
  return sourceOf(
    (app) => foreignTables(url, { isWanted: (table) => new OldTables(app).isOwn(table) }),
    () => null,
    async () => null,
  );
}

function sourceOf(
  open: (app: string) => AsyncIterable<Uint8Array>,
  refusalOf: (error: unknown) => Refused | null,
  /** In bytes. Null: nobody knows before the end. */
  sizeOf: () => Promise<number | null>,
): OldSource {
  return {
    read: async ({ app, wants, take, tell }): Promise<Answer<null>> => {
      const dump = new OpenedDump(wants);
      try {
        const size = await sizeOf();
        let done = 0;
        for await (const bytes of open(app)) {
          for (const row of dump.push(bytes)) take(row);
          if (dump.fault !== null) return dump.fault;
          done += bytes.length;
          if (size !== null) tell(done, size);
        }
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) throw error;
        return refusal;
      }
      dump.end();
      return dump.fault ?? answer(null);
    },
  };
}

function unreadable(path: string, error: unknown): Refused | null {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (reason === null) return null;
  if (reason === 'ENOENT') {
    const message = `there is no file ${path}`;
    return refuse({ family: 'not_found', code: 'file_not_found', message });
  }
  const why = reason === 'EISDIR' ? 'it is a folder' : reason;
  const message = `${path} cannot be read (${why})`;
  return refuse({ family: 'invalid', code: 'file_unreadable', message });
}
