/**
 * Keeps the results of tasks for a while, and then forgets them.
 *
 * The effects of a task are in the database. A result here only tells its caller how the task
 * ended.
 */
import type { Ended, TaskRecord } from '#engine/task-record.ts';

interface EndedRecord {
  readonly record: TaskRecord;
  readonly ended: Ended;
  readonly finishedAt: Temporal.Instant;
}

export interface Keep {
  /** The number of results to keep. */
  readonly count: number;
  /** The longest time to keep a result, in milliseconds. */
  readonly forMs: number;
}

export const defaultKeep: Keep = { count: 1_000, forMs: 3_600_000 };

export class KeptResults {
  readonly #keep: Keep;
  /** The oldest result first. */
  readonly #records = new Map<string, EndedRecord>();

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  add(one: EndedRecord): void {
    const { id } = one.record.settings;
    this.#records.delete(id);
    this.#records.set(id, one);
    for (const id of this.#records.keys()) {
      if (this.#records.size <= this.#keep.count) break;
      this.#records.delete(id);
    }
  }

  find(id: string, now: Temporal.Instant): EndedRecord | undefined {
    const one = this.#records.get(id);
    if (one === undefined) return undefined;
    const ageMs = now.epochMilliseconds - one.finishedAt.epochMilliseconds;
    if (ageMs <= this.#keep.forMs) return one;
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
