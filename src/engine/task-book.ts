/**
 * The tasks that the in-process engine knows, the ends it still remembers, and who waits for one.
 */
import type { Clock } from '#time/clock.ts';
import type { TaskOutcome } from './engine.ts';
import { type Keep, KeptResults } from './kept-results.ts';
import type { Ended, TaskRecord } from './task-record.ts';
import type { Timers } from './timers.ts';

export class TaskBook {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #kept: KeptResults;
  /** Every task that has not ended, by id. */
  readonly #live = new Map<string, TaskRecord>();
  readonly #waits = new Map<TaskRecord, Set<(outcome: TaskOutcome) => void>>();

  constructor(ask: { readonly clock: Clock; readonly timers: Timers; readonly keep: Keep }) {
    this.#clock = ask.clock;
    this.#timers = ask.timers;
    this.#kept = new KeptResults(ask.keep);
  }

  /** An id that is free again forgets how it ended the last time. */
  add(record: TaskRecord): void {
    this.#kept.forget(record.settings.id);
    this.#live.set(record.settings.id, record);
  }

  live(id: string): TaskRecord | undefined {
    return this.#live.get(id);
  }

  /** False for a task that was lost, also when its id has been given out again since. */
  knows(record: TaskRecord): boolean {
    return this.#live.get(record.settings.id) === record;
  }

  all(): Iterable<TaskRecord> {
    return this.#live.values();
  }

  lose(record: TaskRecord): void {
    this.#live.delete(record.settings.id);
  }

  finish(record: TaskRecord, outcome: Ended): void {
    record.state = outcome.kind;
    record.outcome = outcome;
    record.finishedAt = this.#clock.now();
    this.#live.delete(record.settings.id);
    this.#kept.add(record);
    for (const answer of [...(this.#waits.get(record) ?? [])]) answer(outcome);
  }

  outcomeOf(id: string, timeoutMs: number): Promise<TaskOutcome> {
    const record = this.#live.get(id) ?? this.#kept.find(id, this.#clock.now());
    if (record === undefined) return Promise.resolve({ kind: 'unknown' });
    if (timeoutMs <= 0) return Promise.resolve(this.#asItStands(record));
    if (record.outcome !== undefined) return Promise.resolve(record.outcome);
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
    if (record.outcome !== undefined) return record.outcome;
    return this.knows(record) ? { kind: 'not_yet', state: record.state } : { kind: 'unknown' };
  }

  /** Nobody waits any longer. */
  endWaits(): void {
    for (const [record, waits] of [...this.#waits]) {
      for (const answer of [...waits]) answer(this.#asItStands(record));
    }
  }

  forgetAll(): void {
    this.#live.clear();
    this.#kept.clear();
  }
}
