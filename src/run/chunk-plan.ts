/**
 * Divides the roster of a run into the chunks that workers claim.
 *
 * The plan depends only on the employees and the size. Employees are sorted by id, so the same
 * roster gives the same chunks in any order of its rows.
 */
import { assert } from '#errors.ts';

export interface Chunk {
  /** Counted from 1. */
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
