/** The in-process engine with a memory of how tasks ended. Production does not need it. */
import type { TaskState } from '#engine/engine.ts';
import { InProcessEngine, type InProcessOptions } from '#engine/in-process.ts';
import { TaskBook } from '#engine/task-book.ts';
import type { Ended, TaskRecord } from '#engine/task-record.ts';
import { systemTimers, type Timers } from '#engine/timers.ts';
import type { Clock } from '#time/clock.ts';
import { defaultKeep, type Keep, KeptResults } from './kept-results.ts';

export type TaskOutcome =
  | Ended
  /** The time-out came first. */
  | { readonly kind: 'not_yet'; readonly state: TaskState }
  /** The task was never enqueued here, or the queue lost it, or its result was forgotten. */
  | { readonly kind: 'unknown' };

const books = new WeakMap<object, RememberingBook>();

export function rememberingEngine(
  options: Omit<InProcessOptions, 'book'> & { readonly keep?: Keep },
): InProcessEngine {
  const { clock, timers = systemTimers, keep = defaultKeep } = options;
  const book = new RememberingBook({ clock, timers, keep });
  const engine = new InProcessEngine({ ...options, book });
  books.set(engine, book);
  return engine;
}

/** Undefined: another kind of engine. */
export function bookOf(engine: object): RememberingBook | undefined {
  return books.get(engine);
}

export class RememberingBook extends TaskBook {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #kept: KeptResults;
  readonly #ended = new WeakMap<TaskRecord, Ended>();
  readonly #waits = new Map<TaskRecord, Set<(outcome: TaskOutcome) => void>>();
  #isClosed = false;

  constructor(ask: { readonly clock: Clock; readonly timers: Timers; readonly keep: Keep }) {
    super();
    this.#clock = ask.clock;
    this.#timers = ask.timers;
    this.#kept = new KeptResults(ask.keep);
  }

  /** An id that is used again loses its earlier result. */
  override add(record: TaskRecord): void {
    this.#kept.forget(record.settings.id);
    super.add(record);
  }

  override finish(record: TaskRecord, ended: Ended): void {
    super.finish(record, ended);
    this.#ended.set(record, ended);
    this.#kept.add({ record, ended, finishedAt: this.#clock.now() });
    for (const answer of [...(this.#waits.get(record) ?? [])]) answer(ended);
  }

  /** Waits at most `timeoutMs` for the result. 0 returns the current state. */
  outcomeOf(id: string, timeoutMs: number): Promise<TaskOutcome> {
    const record = this.live(id) ?? this.#kept.find(id, this.#clock.now())?.record;
    if (record === undefined) return Promise.resolve({ kind: 'unknown' });
    const ended = this.#ended.get(record);
    if (ended !== undefined) return Promise.resolve(ended);
    if (timeoutMs <= 0 || this.#isClosed) return Promise.resolve(this.#asItStands(record));
    return new Promise((resolve) => {
      const waits = this.#waits.get(record) ?? new Set();
      const answer = (outcome: TaskOutcome) => {
        callOff();
        waits.delete(answer);
        if (waits.size === 0) this.#waits.delete(record);
        resolve(outcome);
      };
      const callOff = this.#timers.after(timeoutMs, () => answer(this.#asItStands(record)));
      this.#waits.set(record, waits.add(answer));
    });
  }

  #asItStands(record: TaskRecord): TaskOutcome {
    const ended = this.#ended.get(record);
    if (ended !== undefined) return ended;
    return this.knows(record) ? { kind: 'not_yet', state: record.state } : { kind: 'unknown' };
  }

  override forgetAll(): void {
    super.forgetAll();
    this.#kept.clear();
  }

  /** Ends all waits. */
  override close(): void {
    this.#isClosed = true;
    for (const [record, waits] of [...this.#waits]) {
      for (const answer of [...waits]) answer(this.#asItStands(record));
    }
    super.close();
  }
}
