/**
 * What `inspect` shows of an engine on BullMQ.
 *
 * Tasks and queues come from the broker, so they include every process. The database knows which
 * workers are alive.
 */
import type { Inspection, QueueSummary, TaskSummary } from '#engine/engine.ts';
import type { Broker, BullQueue } from './broker.ts';
import { answered } from './broker-outage.ts';
import { jobSummaryOf } from './bull-task.ts';

/** BullMQ has two lists of ready tasks: without a priority and with one. */
const ready = ['waiting', 'prioritized'] as const;

export async function bullInspection(ask: {
  readonly broker: Broker;
  readonly queues: ReadonlyMap<string, BullQueue>;
  readonly listMax: number;
}): Promise<Inspection> {
  const { listMax } = ask;
  const seen = await Promise.all(
    [...ask.queues].map(([name, queue]) => inspectQueue(name, { ...ask, queue })),
  );
  const cut = (lists: readonly (readonly TaskSummary[])[]) => lists.flat().slice(0, listMax);
  return {
    active: cut(seen.map(({ active }) => active)),
    scheduled: cut(seen.map(({ scheduled }) => scheduled)),
    reserved: cut(seen.map(({ reserved }) => reserved)),
    queues: seen.map(({ summary }) => summary),
  };
}

async function inspectQueue(
  name: string,
  ask: { readonly broker: Broker; readonly queue: BullQueue; readonly listMax: number },
): Promise<{
  readonly summary: QueueSummary;
  readonly active: readonly TaskSummary[];
  readonly scheduled: readonly TaskSummary[];
  readonly reserved: readonly TaskSummary[];
}> {
  const { broker, queue, listMax } = ask;
  const last = listMax - 1;
  const [isPaused, counts, active, delayed, waiting] = await answered(
    Promise.all([
      queue.isPaused(),
      queue.getJobCounts('active', 'delayed', ...ready),
      queue.getJobs(['active'], 0, last, true),
      queue.getJobs(['delayed'], 0, last, true),
      queue.getJobs([...ready], 0, last, true),
    ]),
  );
  const ids = delayed.map((job) => job.id ?? '');
  const startsAtMs = await answered(broker.startsAtMs(name, ids));
  return {
    summary: {
      name,
      isPaused,
      active: counts['active'] ?? 0,
      scheduled: counts['delayed'] ?? 0,
      reserved: ready.reduce((sum, place) => sum + (counts[place] ?? 0), 0),
    },
    active: active.map((job) => jobSummaryOf(job, { queue: name, state: 'active' })),
    scheduled: delayed.map((job) => {
      const at = startsAtMs.get(job.id ?? '');
      const startsAt = at === undefined ? {} : { startsAtMs: at };
      return jobSummaryOf(job, { queue: name, state: 'delayed', ...startsAt });
    }),
    reserved: waiting.map((job) => jobSummaryOf(job, { queue: name, state: 'waiting' })),
  };
}
