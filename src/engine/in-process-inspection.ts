/**
 * What `inspect` shows of the in-process engine.
 */
import type { Inspection, QueueSummary, TaskSummary } from './engine.ts';
import type { InProcessWorker } from './in-process-worker.ts';
import type { ReadyLists } from './ready-list.ts';
import { summaryOf, type TaskRecord } from './task-record.ts';

type Place = 'active' | 'scheduled' | 'reserved';

export function inspectionOf(ask: {
  readonly records: Iterable<TaskRecord>;
  readonly workers: readonly InProcessWorker[];
  readonly ready: ReadyLists;
  readonly listMax: number;
}): Inspection {
  const lists: Record<Place, TaskSummary[]> = { active: [], scheduled: [], reserved: [] };
  const counts = new Map<string, Record<Place, number>>();
  const countsOf = (queue: string) => {
    const found = counts.get(queue) ?? { active: 0, scheduled: 0, reserved: 0 };
    counts.set(queue, found);
    return found;
  };
  for (const record of ask.records) {
    const place = placeOf(record);
    countsOf(record.settings.queue)[place] += 1;
    if (lists[place].length < ask.listMax) lists[place].push(summaryOf(record));
  }
  const names = new Set([
    ...ask.ready.names(),
    ...counts.keys(),
    ...ask.workers.flatMap((worker) => worker.queues),
  ]);
  const queues = [...names]
    .toSorted()
    .map((name): QueueSummary => ({ name, isPaused: false, ...countsOf(name) }));
  return { ...lists, queues };
}

function placeOf(record: TaskRecord): Place {
  if (record.state === 'started') return 'active';
  return record.startsAt === undefined ? 'reserved' : 'scheduled';
}
