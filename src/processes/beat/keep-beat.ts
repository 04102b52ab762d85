/**
 * The beat for as long as it is wanted: ticks when an entry's moment has come.
 *
 * Any number of beats may run; each looks at every entry, and the rows decide who writes a tick. A
 * beat wakes at the next moment and every `pulseSeconds` whatever happens: entries change while it
 * sleeps, and people ask it whether it lives. What has come is decided by the database's clock, inside
 * the transaction that writes the tick.
 */
import { Outage } from '#errors.ts';
import { firstAfter } from '#operations/beat/plan-ticks.ts';
import { pulseOfBeat } from '#operations/beat/pulse-of-beat.ts';
import { cronOf, type Struck, strikeEntry } from '#operations/beat/strike-entry.ts';
import { leaveBeat } from '#operations/workers/leave-worker.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { type EntryRow, entries } from '#store/reads/beat.ts';
import { databaseNow } from '#store/reads/server.ts';

export interface KeepBeat {
  /** How long it sleeps at most. */
  readonly pulseSeconds: number;
  /** It counts as dead when it was not seen for three of these. */
  readonly scanSeconds: number;
  readonly signal: AbortSignal;
  /** Resolves after so long, or as soon as the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly about?: {
    readonly name?: string;
    readonly version?: string;
    readonly settings?: object;
    readonly health?: string | null;
    /** Part of a process that is a worker as well, which tells for both. */
    readonly isPartOfWorker?: boolean;
  };
  /** After every look that went well. */
  readonly onLook?: () => void;
}

const outagePauseSecondsMax = 2;

export async function keepBeat(world: WorkingWorld, ask: KeepBeat): Promise<void> {
  const ended = new AbortController();
  const stopping = AbortSignal.any([ask.signal, ended.signal]);
  let outages = 0;
  while (!stopping.aborted) {
    try {
      if (await isToldToStop(world, ask)) ended.abort();
      if (!stopping.aborted) await lookOnce(world);
      ask.onLook?.();
      outages = 0;
      if (!stopping.aborted)
        await ask.pause(await untilNextTick(world, ask.pulseSeconds), stopping);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      outages += 1;
      const longest = Math.min(outagePauseSecondsMax, ask.scanSeconds);
      const retryInSeconds = Math.min(longest, 2 ** (outages - 1));
      const { code, message } = error;
      if (Number.isInteger(Math.log2(outages))) {
        world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds });
      }
      await ask.pause(retryInSeconds * 1_000, stopping);
    }
  }
  if (ask.about?.isPartOfWorker === true) return;
  await leaveBeat(world).catch((error: unknown) => {
    if (!(error instanceof Outage)) throw error;
  });
}

/** Ticks everything that has come. */
export async function lookOnce(world: WorkingWorld): Promise<readonly Struck[]> {
  const { all, now } = await world.store.read('every company', async (at) => ({
    all: await entries(at),
    now: await databaseNow(at),
  }));
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
  // Later than the next moment from now: the clock was put back, or the zone's rules have changed.
  const expected = firstAfter({ cron: cronOf(entry), timeZone, now });
  return Temporal.Instant.compare(nextDueAt, expected) > 0;
}

/** Milliseconds, at most one pulse. */
async function untilNextTick(world: WorkingWorld, pulseSeconds: number): Promise<number> {
  const { all, now } = await world.store.read('every company', async (at) => ({
    all: await entries(at),
    now: await databaseNow(at),
  }));
  const waits = all
    .filter((entry) => entry.enabled && entry.pausedAt === null)
    .map((entry) => Math.ceil(now.until(entry.nextDueAt).total('milliseconds')));
  return Math.max(0, Math.min(pulseSeconds * 1_000, ...waits));
}

/** A beat on its own has a heartbeat, too, and can be told to stop. */
async function isToldToStop(world: WorkingWorld, ask: KeepBeat): Promise<boolean> {
  const { about = {}, scanSeconds } = ask;
  if (about.isPartOfWorker === true) return false;
  return pulseOfBeat(world, { ...about, scanSeconds });
}
