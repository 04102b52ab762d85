/**
 * The roster of a run, cut into the slices that workers claim.
 *
 * The plan depends on the employees and the size alone: sorted by id, so that the same roster always
 * gives the same chunks whatever order the rows came in.
 */
import { assert } from '#errors.ts';

export interface Chunk {
  /** From 1. */
  readonly ordinal: number;
  readonly employeeIds: readonly number[];
}

export function planChunks(employeeIds: readonly number[], chunkSize: number): readonly Chunk[] {
  assert(Number.isSafeInteger(chunkSize) && chunkSize >= 1, 'a chunk holds at least one employee');
  const sorted = [...employeeIds].sort((a, b) => a - b);
  const chunks: Chunk[] = [];
  for (let start = 0; start < sorted.length; start += chunkSize) {
    chunks.push({
      ordinal: chunks.length + 1,
      employeeIds: sorted.slice(start, start + chunkSize),
    });
  }
  return chunks;
}
