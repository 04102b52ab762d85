/**
 * The ends of tasks, kept for a while for whoever asks, then forgotten.
 *
 * What a task did is in the database; this is only the answer to "how did that call go".
 */
import type { TaskRecord } from './task-record.ts';

export interface Keep {
  /** The newest so many … */
  readonly count: number;
  /** … and none older than this. */
  readonly forMs: number;
}

export const defaultKeep: Keep = { count: 1_000, forMs: 3_600_000 };

export class KeptResults {
  readonly #keep: Keep;
  /** Oldest end first. */
  readonly #records = new Map<string, TaskRecord>();

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  add(record: TaskRecord): void {
    this.#records.delete(record.settings.id);
    this.#records.set(record.settings.id, record);
    for (const id of this.#records.keys()) {
      if (this.#records.size <= this.#keep.count) break;
      this.#records.delete(id);
    }
  }

  find(id: string, now: Temporal.Instant): TaskRecord | undefined {
    const record = this.#records.get(id);
    if (record?.finishedAt === undefined) return undefined;
    const ageMs = now.epochMilliseconds - record.finishedAt.epochMilliseconds;
    if (ageMs <= this.#keep.forMs) return record;
    this.#records.delete(id);
    return undefined;
  }

  forget(id: string): void {
    this.#records.delete(id);
  }

  clear(): void {
    this.#records.clear();
  }
}
