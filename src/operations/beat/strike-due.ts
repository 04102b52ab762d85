/**
 * Sends the ticks of every entry that is due, and says when the next one is due.
 *
 * The database's clock decides what is due, and decides it again inside the transaction that writes the tick.
 */

import type { WorkingWorld } from '#operations/world.ts';
import { type EntryRow, entries } from '#store/reads/beat.ts';
import { databaseNow } from '#store/reads/server.ts';
import { firstAfter } from './plan-ticks.ts';
import { cronOf, type Struck, strikeEntry } from './strike-entry.ts';

export async function strikeDue(world: WorkingWorld): Promise<readonly Struck[]> {
  const { all, now } = await entriesNow(world);
  const struck: Struck[] = [];
  for (const entry of all) {
    if (!isToStrike(entry, now)) continue;
    const one = await strikeEntry(world, entry.name);
    if (one) struck.push(one);
  }
  return struck;
}

function isToStrike(entry: EntryRow, now: Temporal.Instant): boolean {
  if (!entry.enabled || entry.pausedAt !== null) return false;
  const { nextDueAt, timeZone } = entry;
  if (Temporal.Instant.compare(nextDueAt, now) <= 0) return true;
  // Later than the next time after now: the clock was put back, or the zone's rules have changed.
  const expected = firstAfter({ cron: cronOf(entry), timeZone, now });
  return Temporal.Instant.compare(nextDueAt, expected) > 0;
}

/** Milliseconds until the next tick, at most `millisecondsMax`. */
export async function untilNextTick(world: WorkingWorld, millisecondsMax: number): Promise<number> {
  const { all, now } = await entriesNow(world);
  const waits = all
    .filter((entry) => entry.enabled && entry.pausedAt === null)
    .map((entry) => Math.ceil(now.until(entry.nextDueAt).total('milliseconds')));
  return Math.max(0, Math.min(millisecondsMax, ...waits));
}

function entriesNow({ store }: WorkingWorld) {
  return store.read('every company', async (at) => ({
    all: await entries(at),
    now: await databaseNow(at),
  }));
}
