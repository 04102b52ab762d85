/** Checks the beat of a configuration before anything is opened. */
import type { Issue } from '#errors.ts';
import { readEntries } from './beat-entry.ts';

/**
 * The errors, with a pointer for each. An entry without a zone is checked in UTC, because its zone is not
 * known yet.
 */
export function checkBeat(json: unknown): readonly Issue[] {
  const read = readEntries(json, { zone: 'UTC' });
  return read.ok ? [] : (read.refusal.issues ?? []);
}
