/** The JSON form of `inspect`: workers, tasks and queues. */
import type { Inspected } from '#operations/workers/inspect-workers.ts';
import type { Pause } from '#store/reads/pauses.ts';
import type { WorkerRow } from '#store/reads/workers.ts';

export type ListedWorker = WorkerRow;
export type PauseSeen = Pause;

export function inspectedShape(inspected: Inspected): object {
  const { workers, active, scheduled, reserved, broker, waiting } = inspected;
  return { workers: workers.map(workerShape), active, scheduled, reserved, broker, waiting };
}

/** Leaves out settings and task names: `inspect conf` and `inspect registered` show them. */
export function workerShape({ settings: _, registered: __, ...worker }: ListedWorker): object {
  return worker;
}
