/**
 * The unfinished tasks of the in-process engine, by id.
 *
 * A result is reported and then forgotten. Whoever needs it later reads a row of `task`.
 */
import type { Ended, TaskRecord } from './task-record.ts';

export class TaskBook {
  readonly #live = new Map<string, TaskRecord>();

  add(record: TaskRecord): void {
    this.#live.set(record.settings.id, record);
  }

  live(id: string): TaskRecord | undefined {
    return this.#live.get(id);
  }

  /** False for a task that was lost, even if its id was used again since. */
  knows(record: TaskRecord): boolean {
    return this.#live.get(record.settings.id) === record;
  }

  all(): Iterable<TaskRecord> {
    return this.#live.values();
  }

  lose(record: TaskRecord): void {
    this.#live.delete(record.settings.id);
  }

  finish(record: TaskRecord, ended: Ended): void {
    record.state = ended.kind;
    this.#live.delete(record.settings.id);
  }

  forgetAll(): void {
    this.#live.clear();
  }

  close(): void {
    this.forgetAll();
  }
}
