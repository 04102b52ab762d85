/** Whether the beat of a configuration can be used, before anything is opened. */
import type { Issue } from '#errors.ts';
import { readEntries } from './beat-entry.ts';

/** What is wrong, with a pointer for each; the zone that an entry leaves out is known later. */
export function checkBeat(json: unknown): readonly Issue[] {
  const read = readEntries(json, { zone: 'UTC' });
  return read.ok ? [] : (read.refusal.issues ?? []);
}
