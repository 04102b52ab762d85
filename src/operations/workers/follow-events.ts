/**
 * Follows task events live: Celery's `events`.
 *
 * Every process writes events in its own transactions, so an event with a lower id may appear after one with
 * a higher id. Each look therefore reads a little further back, and reports no event twice.
 */
import type { World } from '#operations/world.ts';
import { lastTaskEvent, type TaskEventRow, taskEventsSince } from '#store/reads/tasks.ts';

export interface FollowEvents {
  readonly tell: (event: TaskEventRow) => void;
  readonly signal: AbortSignal;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const lookMs = 500;
/** How many ids back another process may still be writing. */
const overlap = 500n;
const atOnce = 2_000;

/** Follows from now until the signal is aborted. */
export async function followEvents(world: Pick<World, 'store'>, ask: FollowEvents): Promise<void> {
  const { tell, signal, pause } = ask;
  let last = await world.store.read('every company', (at) => lastTaskEvent(at));
  const start = last;
  const told = new Set<bigint>();
  while (!signal.aborted) {
    const afterId = last - overlap > start ? last - overlap : start;
    const events = await world.store.read('every company', (at) =>
      taskEventsSince(at, { afterId, limit: atOnce }),
    );
    for (const event of events) {
      if (told.has(event.eventId) || signal.aborted) continue;
      told.add(event.eventId);
      if (event.eventId > last) last = event.eventId;
      tell(event);
    }
    for (const id of told) if (id < last - overlap) told.delete(id);
    await pause(lookMs, signal);
  }
}
