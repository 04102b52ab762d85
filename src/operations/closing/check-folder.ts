/**
 * Checks a folder of a closed month: each file against the list of hashes, and with a database against what the same
 * month is now.
 *
 * A folder that says `as of audit row 57` is compared with a month that says the same, as long as the audit log still has
 * that row. So later work of the company is no difference, and a log that was written anew is one.
 *
 * Refusals: folder_not_closed, summary_unreadable.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import type { SeenThrough } from './find-month.ts';
import { sumsFile } from './folder-writer.ts';

export const summaryFile = 'summary.json';

interface FolderFinding {
  readonly code: 'file_changed' | 'file_missing' | 'file_added' | 'differs_now';
  readonly path: string;
}

export interface CheckedFolder {
  readonly company: string;
  readonly month: string;
  readonly isFinal: boolean;
  readonly asOf: SeenThrough;
  /** How many files its list names. */
  readonly files: number;
  /** The hash of that list, which covers every file. */
  readonly sha256: string;
  readonly findings: readonly FolderFinding[];
  /** The files that its list names, with their hashes. */
  readonly hashes: ReadonlyMap<string, string>;
}

const summary = z.looseObject({
  company: z.string(),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  is_final: z.boolean(),
  as_of: z.looseObject({ revision: z.int(), audit_rows: z.int(), audit_hash: z.string() }),
});

/** Without a database. */
export async function checkFolder(path: string, name: string): Promise<Answer<CheckedFolder>> {
  const text = await readFile(join(path, sumsFile)).catch(() => null);
  if (text === null) return notClosed(name);
  const hashes = hashedFiles(text.toString('utf8'));
  const about = await summaryIn(path);
  if (about === null) return unreadable(name);
  const findings: FolderFinding[] = [];
  for (const [file, sha256] of hashes) {
    const now = await hashOf(join(path, file));
    if (now === null) findings.push({ code: 'file_missing', path: file });
    else if (now !== sha256) findings.push({ code: 'file_changed', path: file });
  }
  const entries = await readdir(path, { recursive: true });
  for (const one of entries.map((entry) => entry.replaceAll('\\', '/')).sort()) {
    const isFile = (await stat(join(path, one))).isFile();
    if (isFile && one !== sumsFile && !hashes.has(one))
      findings.push({ code: 'file_added', path: one });
  }
  const { company, month, is_final: isFinal, as_of: seen } = about;
  const { revision, audit_rows: auditRows, audit_hash: auditHash } = seen;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return answer({
    ...{ company, month, isFinal, asOf: { revision, auditRows, auditHash } },
    ...{ files: hashes.size, sha256, findings, hashes },
  });
}

/** How far a folder has seen. Null: it is none of a closed month. */
export async function seenByFolder(path: string): Promise<SeenThrough | null> {
  const about = await summaryIn(path);
  if (about === null) return null;
  const { revision, audit_rows: auditRows, audit_hash: auditHash } = about.as_of;
  return { revision, auditRows, auditHash };
}

async function summaryIn(path: string): Promise<z.output<typeof summary> | null> {
  try {
    return summary.parse(JSON.parse(await readFile(join(path, summaryFile), 'utf8')));
  } catch {
    return null;
  }
}

/** Path → hash, as `sha256sum` writes them. */
export function hashedFiles(sums: string): ReadonlyMap<string, string> {
  return new Map(
    sums.split('\n').flatMap((line) => {
      const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
      return sha256 === undefined || path === undefined ? [] : [[path, sha256] as const];
    }),
  );
}

/** Null: there is no such file. */
async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function notClosed(name: string): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'folder_not_closed',
    message: `${name} is no folder of a closed month: it has no ${sumsFile}`,
    hint: 'name the folder that closing a month has made',
  });
}

function unreadable(name: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'summary_unreadable',
    message: `${summaryFile} in ${name} is missing or was changed, so nobody knows which month it is`,
    hint: 'compare its files with the list of hashes, or close the month again',
  });
}
