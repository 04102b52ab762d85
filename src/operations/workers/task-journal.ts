/**
 * What a process is working on, how its tasks ended, and the events that are not written yet.
 *
 * It is kept in memory and written with every pulse. A process that dies loses at most the events of its last
 * seconds, and no decision depends on them.
 */
import type { Handler, Handlers } from '#engine/engine.ts';
import type { NewTaskEvent } from '#store/writes/tasks.ts';
import type { TaskTold } from '#telemetry.ts';
import type { Clock } from '#time/clock.ts';

interface InHand {
  readonly taskId: string;
  readonly task: string;
  readonly attempt: number;
  readonly startedAt: Temporal.Instant;
}

/** At most this many events are kept while the database is down. */
const eventsMax = 10_000;

export class TaskJournal {
  readonly counts = { succeeded: 0, failed: 0, retried: 0 };
  readonly #clock: Clock;
  readonly #inHand = new Map<symbol, InHand>();
  #events: NewTaskEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get inHand(): readonly InHand[] {
    return [...this.#inHand.values()];
  }

  /** Wraps the handlers, so that each records what it works on. */
  noting(handlers: Handlers): Handlers {
    const noted = Object.entries(handlers).map(([name, handle]): [string, Handler] => [
      name,
      async (task) => {
        const place = Symbol(task.taskId);
        const { taskId, attempt } = task;
        const startedAt = this.#clock.now();
        this.#inHand.set(place, { taskId, task: task.task, attempt, startedAt });
        try {
          return await handle(task);
        } finally {
          this.#inHand.delete(place);
        }
      },
    ]);
    return Object.fromEntries(noted);
  }

  /** Listens to the telemetry. */
  listen(told: TaskTold): void {
    if (told.kind === 'task_succeeded') this.counts.succeeded += 1;
    if (told.kind === 'task_failed') this.counts.failed += 1;
    if (told.kind === 'task_retried') this.counts.retried += 1;
    // When a task ends with its run, the transaction that ended it writes the event.
    const isWritten = told.kind === 'task_succeeded' && told.worker === null;
    if (isWritten || this.#events.length >= eventsMax) return;
    const { kind, id, task, queue, worker, ...facts } = told;
    this.#events.push({
      at: this.#clock.now(),
      kind,
      taskId: id,
      task,
      queue,
      workerId: worker,
      facts,
    });
  }

  /** Hands over the waiting events. After a failed write, `putBack` returns them. */
  takeEvents(): readonly NewTaskEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }

  putBack(events: readonly NewTaskEvent[]): void {
    this.#events = [...events, ...this.#events].slice(0, eventsMax);
  }
}
