/**
 * Follows what happens to tasks while it happens: Celery's `events`.
 *
 * Events are written by every process in its own transactions, so one of a lower number may appear
 * after one of a higher: each look goes back a little, and tells nothing twice.
 */
import type { World } from '#operations/world.ts';
import { lastTaskEvent, type TaskEventRow, taskEventsSince } from '#store/reads/tasks.ts';

export interface FollowEvents {
  readonly tell: (event: TaskEventRow) => void;
  readonly signal: AbortSignal;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const lookMs = 500;
/** How many numbers back somebody may still be writing. */
const overlap = 500n;
const atOnce = 2_000;

/** From now on, until the signal is aborted. */
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
