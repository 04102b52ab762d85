/**
 * Which worker works on what: Celery's `inspect`, answered from the rows and the broker together.
 *
 * A worker reports its current tasks with its pulse, so these are at most a few seconds old. A task that
 * waits for its run is active and has no worker. Waiting tasks are read from the rows. Chunks of runs come
 * from the broker; if it does not answer, only they are missing.
 *
 * Refusal: worker_not_found (no worker of that name is alive or was recently).
 */

import type { Inspection } from '#engine/engine.ts';
import { type Answer, answer, Outage, refuse } from '#errors.ts';
import type { WholeWorld } from '#operations/world.ts';
import { type Pause, pauseOfAll } from '#store/reads/pauses.ts';
import { endedTasks, openTasks } from '#store/reads/tasks.ts';
import { type WaitingPeriod, waitingPeriods } from '#store/reads/waiting-periods.ts';
import { type WorkerRow, workers } from '#store/reads/workers.ts';
import { didYouMean } from '#text/closest-word.ts';

export interface InspectedTask {
  readonly taskId: string;
  readonly task: string;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly attempts: number;
  /** ISO 8601: when the task was started, or when it may start. */
  readonly since: string | null;
}

export interface Inspected {
  readonly workers: readonly WorkerRow[];
  readonly active: readonly InspectedTask[];
  readonly scheduled: readonly InspectedTask[];
  readonly reserved: readonly InspectedTask[];
  /** Null when the broker does not answer. */
  readonly broker: Pick<Inspection, 'queues'> | null;
  /** Due periods that wait for their turn. */
  readonly waiting: readonly WaitingPeriod[];
  /** The order that pauses every worker; null when there is none. */
  readonly pause: Pause | null;
}

const listMax = 200;

/** `destination`: only workers with this name or id; null for all. */
export async function inspectWorkers(
  world: WholeWorld,
  ask: { readonly destination: string | null },
): Promise<Answer<Inspected>> {
  const seen = await world.store.read('every company', async (at) => ({
    rows: await workers(at),
    open: await openTasks(at, listMax),
    pause: await pauseOfAll(at),
    inTurn: await waitingPeriods(at, { limit: listMax }),
  }));
  const rows = seen.rows.filter((row) => isMeant(row, ask.destination));
  if (ask.destination !== null && rows.length === 0) {
    return workerNotFound(ask.destination, seen.rows);
  }
  const broker = await brokerSeen(world);
  const alive = rows.filter(({ isAlive }) => isAlive);
  const ofRows = alive.flatMap(({ name, active }) =>
    active.map(
      (one): InspectedTask => ({
        ...{ taskId: one.taskId, task: one.task, queue: null, worker: name },
        ...{ attempts: one.attempt, since: one.startedAt },
      }),
    ),
  );
  const running = seen.open.filter(({ state }) => state === 'running');
  const waiting = seen.open.filter(({ state }) => state === 'pending' || state === 'retry');
  const ofTask = (one: (typeof waiting)[number]): InspectedTask => ({
    ...{ taskId: one.taskId, task: one.task, queue: one.queue, worker: null },
    attempts: one.attempts,
    since:
      (one.state === 'running' ? one.startedAt : (one.retryAt ?? one.notBefore))?.toString() ??
      null,
  });
  const isOne = ask.destination !== null;
  return answer({
    workers: rows,
    active: isOne
      ? ofRows
      : joined([...ofRows, ...running.map(ofTask)], ofBroker(broker, 'active', rows)),
    scheduled: joined(
      waiting.filter((one) => !one.mayStart).map(ofTask),
      ofBroker(broker, 'scheduled', rows),
    ),
    reserved: joined(
      waiting.filter((one) => one.mayStart).map(ofTask),
      ofBroker(broker, 'reserved', rows),
    ),
    broker: broker && { queues: broker.queues },
    waiting: seen.inTurn,
    pause: seen.pause,
  });
}

export function workerNotFound(name: string, known: readonly WorkerRow[]): Answer<never> {
  const names = known.map((row) => row.name);
  return refuse({
    family: 'not_found',
    code: 'worker_not_found',
    message: `there is no worker ${name}.${didYouMean(name, names)}`,
    hint:
      names.length === 0
        ? 'no workers are running'
        : `there are: ${[...new Set(names)].join(', ')}`,
  });
}

export function isMeant(row: WorkerRow, destination: string | null): boolean {
  return destination === null || row.name === destination || row.workerId === destination;
}

function ofBroker(
  inspection: Inspection | null,
  place: 'active' | 'scheduled' | 'reserved',
  rows: readonly WorkerRow[],
): readonly InspectedTask[] {
  const nameOf = (id: string) => rows.find(({ workerId }) => workerId === id)?.name ?? id;
  return (inspection?.[place] ?? []).map((one) => ({
    ...{
      taskId: one.id,
      task: one.task,
      queue: one.queue,
      worker: one.worker === undefined ? null : nameOf(one.worker),
    },
    attempts: one.attempts,
    since: (one.startedAt ?? one.startsAt)?.toString() ?? null,
  }));
}

/** Lists each task once. For sent tasks, the rows know more than the broker. */
function joined(
  first: readonly InspectedTask[],
  more: readonly InspectedTask[],
): readonly InspectedTask[] {
  const known = new Set(first.map(({ taskId }) => taskId));
  return [...first, ...more.filter(({ taskId }) => !known.has(taskId))];
}

/**
 * The broker's tasks, without sent tasks that have ended. The broker drops those only when it delivers them.
 */
async function brokerSeen(world: WholeWorld): Promise<Inspection | null> {
  const seen = await unlessAway(() => world.engine.inspect({ listMax }));
  if (seen === null) return null;
  const waiting = [...seen.scheduled, ...seen.reserved].map(({ id }) => id);
  const ended = await world.store.read('every company', (at) => endedTasks(at, waiting));
  const goesOn = ({ id }: { readonly id: string }) => !ended.has(id);
  return {
    ...seen,
    scheduled: seen.scheduled.filter(goesOn),
    reserved: seen.reserved.filter(goesOn),
  };
}

async function unlessAway<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Outage) return null;
    throw error;
  }
}
