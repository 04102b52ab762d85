/**
 * What a process has in hand, what became of its tasks, and the events that were not written yet.
 *
 * Kept in memory and told with every pulse; a process that dies takes at most the events of its last
 * seconds with it, and nothing is decided by them.
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

/** While the database is away. */
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

  /** The same handlers, each noting what it has in hand. */
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

  /** A listener of the telemetry. */
  listen(told: TaskTold): void {
    if (told.kind === 'task_succeeded') this.counts.succeeded += 1;
    if (told.kind === 'task_failed') this.counts.failed += 1;
    if (told.kind === 'task_retried') this.counts.retried += 1;
    // One that ended with its run is written by the transaction that ended it.
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

  /** Hands over the events that wait; those of a failed write come back by `putBack`. */
  takeEvents(): readonly NewTaskEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }

  putBack(events: readonly NewTaskEvent[]): void {
    this.#events = [...events, ...this.#events].slice(0, eventsMax);
  }
}
