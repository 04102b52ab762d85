/**
 * Recognizes the roster file that a company imported last, so that its rows need not be compared again.
 *
 * The answer is the one that a comparison of all rows would give. It holds because the digest covers
 * everything that the result depends on: the bytes, how they are read, the schedules and the currency. The
 * store answers whether anything that a roster says has changed since.
 */
import { createHash } from 'node:crypto';
import type { FileNote } from '#files/typed-file.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { changeCounts } from './weigh-changes.ts';

/**
 * Raise it when the same file would be read to other values or notes. A test compares it with what the
 * example file is read to.
 */
export const rosterReading = 5;

export function rosterDependsOn(
  ask: {
    readonly company: Pick<CompanyRow, 'currency'>;
    readonly scheduleCode: string | null;
    readonly form?: object | undefined;
  },
  schedules: ReadonlyMap<string, number>,
): string {
  const { company, scheduleCode, form } = ask;
  const known = [...schedules].sort(([, one], [, other]) => one - other);
  return JSON.stringify({ rosterReading, currency: company.currency, scheduleCode, known, form });
}

export function rosterDigest(dependsOn: string, bytes: Uint8Array): Buffer {
  return createHash('sha256').update(dependsOn).update('\0').update(bytes).digest();
}

/** The answer about a file whose people are all exactly as it says. */
export function sameAgain({
  rows,
  notes,
}: {
  readonly rows: number;
  readonly notes: readonly object[];
}) {
  const unchanged = { rows, added: 0, changed: 0, unchanged: rows, changes: [], written: false };
  const none = { changeCounts: changeCounts([]), unusual: [] };
  return { ...unchanged, ...none, notes: notes as readonly FileNote[] };
}
