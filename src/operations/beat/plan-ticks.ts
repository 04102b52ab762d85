/**
 * Decides which ticks of an entry must be written now, and when the next one is due.
 *
 * Pure. `now` comes from the database.
 *
 * Promises
 *   - every time of the entry between `nextDueAt` and now becomes exactly one tick, in order. Beyond
 *     `ticksMax`, the first tick's reason counts the older ones;
 *   - a local time that a clock change skips ticks at the first moment after the gap. One that occurs twice
 *     ticks only at the earlier (schedule/cron/occurrences.ts). So a daily entry at 02:30 ticks once every day;
 *   - a tick is `sent`, or recorded with the reason why not: `expired` when it is later than its entry allows,
 *     `skipped` when a later tick replaces it or the entry does not catch up.
 *
 * Elsewhere: each tick is sent once, with any number of beats (strike-entry.ts).
 */
import type { Cron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrence, type Occurrence, previousOccurrence } from '#schedule/cron/occurrences.ts';
import type { CatchUp } from './beat-entry.ts';

export interface TickAsk {
  readonly cron: Cron;
  readonly timeZone: string;
  readonly expiresSeconds: number | null;
  readonly catchUp: CatchUp;
  readonly nextDueAt: Temporal.Instant;
  readonly now: Temporal.Instant;
}

export interface PlannedTick {
  readonly dueAt: Temporal.Instant;
  /** The local time that the entry names: `2026-03-08T02:30`. */
  readonly localTime: string;
  readonly state: 'sent' | 'expired' | 'skipped';
  readonly why: string;
}

interface PlannedTicks {
  readonly ticks: readonly PlannedTick[];
  readonly nextDueAt: Temporal.Instant;
}

/** More ticks than this become one row. A minutely entry has 10,080 after a week. */
const ticksMax = 1_000;
/**
 * Seconds. With `catch_up: none`, a tick this late is still on time, because a beat looks only every few
 * seconds.
 */
const onTimeSeconds = 60;

export function planTicks(ask: TickAsk): PlannedTicks {
  const { occurrences, foldedFrom } = missed(ask);
  const late = occurrences.map((one) => ({
    one,
    seconds: one.at.until(ask.now).total('seconds'),
  }));
  const last = late.at(-1);
  const ticks = late.map(({ one, seconds }, index): PlannedTick => {
    const folded =
      index === 0 && foldedFrom !== null ? `; replaces every tick since ${foldedFrom}` : '';
    const { state, why } = verdict(ask, { seconds, isLast: late[index] === last });
    const localTime = one.local.toString({ smallestUnit: 'minute' });
    return { dueAt: one.at, localTime, state, why: `${why}${folded}` };
  });
  return { ticks, nextDueAt: firstAfter(ask) };
}

/** The first time of the entry after now. */
export function firstAfter(ask: Pick<TickAsk, 'cron' | 'timeZone' | 'now'>): Temporal.Instant {
  const next = nextOccurrence(ask.cron, { after: ask.now, zone: ask.timeZone });
  // The calendar ends in the year 275760.
  return next?.at ?? Temporal.Instant.from('9999-12-31T00:00:00Z');
}

function verdict(
  ask: TickAsk,
  tick: { readonly seconds: number; readonly isLast: boolean },
): Pick<PlannedTick, 'state' | 'why'> {
  const late = `${Math.floor(tick.seconds)} s late`;
  if (ask.expiresSeconds !== null && tick.seconds > ask.expiresSeconds) {
    return { state: 'expired', why: `${late}, and it expires after ${ask.expiresSeconds} s` };
  }
  if (ask.catchUp === 'none' && tick.seconds > onTimeSeconds) {
    return { state: 'skipped', why: `${late}, and the entry does not catch up` };
  }
  if (ask.catchUp === 'latest' && !tick.isLast) {
    return { state: 'skipped', why: `${late}; a later tick of the same entry replaces it` };
  }
  return { state: 'sent', why: tick.seconds < onTimeSeconds ? 'on time' : late };
}

function missed(ask: TickAsk): {
  readonly occurrences: readonly Occurrence[];
  readonly foldedFrom: Temporal.Instant | null;
} {
  const newestFirst: Occurrence[] = [];
  const zone = ask.timeZone;
  let before = ask.now.add({ nanoseconds: 1 });
  while (newestFirst.length < ticksMax) {
    const one = previousOccurrence(ask.cron, { before, zone });
    if (one === null || Temporal.Instant.compare(one.at, ask.nextDueAt) < 0) {
      return { occurrences: newestFirst.toReversed(), foldedFrom: null };
    }
    newestFirst.push(one);
    before = one.at;
  }
  const more = previousOccurrence(ask.cron, { before, zone });
  const hasMore = more !== null && Temporal.Instant.compare(more.at, ask.nextDueAt) >= 0;
  return {
    occurrences: newestFirst.toReversed(),
    foldedFrom: hasMore ? ask.nextDueAt : null,
  };
}
