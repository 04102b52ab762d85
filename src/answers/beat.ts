/** The JSON form of the beat's schedule table: each entry with its newest tick. */
import type { AddedEntry } from '#operations/beat/put-entries.ts';
import type { World } from '#operations/world.ts';
import { type EntryRow, entries, lastTicks, type TickRow } from '#store/reads/beat.ts';
import { databaseNow } from '#store/reads/server.ts';
import { eachShownAs, verbatim } from './json-form.ts';

export type ListedEntry = EntryRow;
export type ListedTick = TickRow;

export interface EntrySeen extends ListedEntry {
  /** Null: the entry has not ticked yet. */
  readonly lastTick: ListedTick | null;
}

export interface EntriesSeen {
  readonly entries: readonly EntrySeen[];
  readonly now: Temporal.Instant;
}

export async function entriesSeen({ store }: Pick<World, 'store'>): Promise<EntriesSeen> {
  const { all, last, now } = await store.read('every company', async (at) => ({
    all: await entries(at),
    last: await lastTicks(at),
    now: await databaseNow(at),
  }));
  const seen = all.map((entry) => ({
    ...entry,
    lastTick: last.find((one) => one.entry === entry.name) ?? null,
  }));
  return { entries: eachShownAs(seen, entryShape), now };
}

/** `nextDueAt` is null for an entry that does not tick. */
export function entryShape(entry: ListedEntry & Partial<EntrySeen>): object {
  const isTicking = entry.enabled && entry.pausedAt === null;
  const nextDueAt = isTicking ? entry.nextDueAt : null;
  const { lastTick = null, args } = entry;
  return { ...entry, args: verbatim(args), nextDueAt, lastTick };
}

export function addedEntryShape({ entry, notes }: AddedEntry): object {
  return { entry: entryShape(entry), notes };
}
