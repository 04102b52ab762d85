/**
 * The tasks of the in-process engine that have not ended, by id.
 *
 * How a task ended is told and then forgotten: whoever needs to know reads a row.
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
