/**
 * Adds audit heads to a file, and never changes what stands in it. A line that a crash cut off stays, and the next head
 * begins on a line of its own.
 *
 * Refusal: head_file_unwritable.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { type Answer, answer, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type CompanyHeadRow, headsOfCompanies } from '#store/reads/audit-events.ts';
import { headLine } from './audit-heads.ts';

/** `path` is absolute. */
export async function addHeads(
  path: string,
  heads: readonly CompanyHeadRow[],
): Promise<Answer<null>> {
  if (heads.length === 0) return answer(null);
  try {
    await using file = await open(path, 'a+', 0o644);
    const text = heads.map(headLine).join('');
    await file.appendFile((await endsInLine(file)) ? text : `\n${text}`);
    await file.sync();
    return answer(null);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return refuse({
      family: 'invalid',
      code: 'head_file_unwritable',
      message: `the file of audit heads cannot be written (${code})`,
      hint: 'name a file in a folder that exists and may be written to',
      facts: { reason: code },
    });
  }
}

async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/**
 * For the timers of a worker: adds the heads that have moved since the last call. A file that cannot be written is
 * reported, and stops no work.
 */
export function headWriter(world: World, path: string): () => Promise<void> {
  const written = new Map<number, string>();
  return async () => {
    const all = await world.store.read('every company', (at) => headsOfCompanies(at));
    const moved = all.filter(({ companyId, hash }) => written.get(companyId) !== hash);
    const added = await addHeads(path, moved);
    if (added.ok) {
      for (const { companyId, hash } of moved) written.set(companyId, hash);
      return;
    }
    const { code, message } = added.refusal;
    world.telemetry.emit({ kind: 'audit_heads_unwritten', code, message });
  };
}
