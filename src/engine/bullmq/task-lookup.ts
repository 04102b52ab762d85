/**
 * How a task is doing, asked of the broker; and waiting for its end.
 *
 * Whoever waits asks again with growing pauses, and at once when a worker of this engine has ended
 * the task. That outlives restarts and fail-overs of the broker without knowing of them.
 */
import type { TaskOutcome, TaskState } from '#engine/engine.ts';
import type { Timers } from '#engine/timers.ts';
import type { Clock } from '#time/clock.ts';
import type { BullQueue } from './broker.ts';
import { answered } from './broker-outage.ts';
import { type BullJob, isConsistent, outcomeOf, stateOf } from './bull-task.ts';

export interface FoundTask {
  readonly job: BullJob;
  readonly state: TaskState;
  readonly outcome: TaskOutcome;
}

const firstPauseMs = 10;
const longestPauseMs = 250;
/** State and task are two questions; in between it may move on, but not for ever. */
const looksMax = 5;

interface Wait {
  readonly id: string;
  look(): void;
}

export class TaskLookup {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #queues: () => Promise<ReadonlyMap<string, BullQueue>>;
  readonly #waits = new Set<Wait>();
  readonly #asking = new Set<Promise<TaskOutcome>>();
  #isEnding = false;

  constructor(ask: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly queues: () => Promise<ReadonlyMap<string, BullQueue>>;
  }) {
    this.#clock = ask.clock;
    this.#timers = ask.timers;
    this.#queues = ask.queues;
  }

  async find(queue: BullQueue, id: string): Promise<FoundTask | undefined> {
    for (let looks = 1; ; looks += 1) {
      const [state, job] = await answered(Promise.all([queue.getJobState(id), queue.getJob(id)]));
      if (job === undefined) return undefined;
      if (isConsistent(state, job) || looks === looksMax) {
        return { job, state: stateOf(state, job), outcome: outcomeOf(state, job) };
      }
    }
  }

  outcome(id: string, timeoutMs: number): Promise<TaskOutcome> {
    const asking = this.#waitFor(id, timeoutMs).finally(() => this.#asking.delete(asking));
    this.#asking.add(asking);
    return asking;
  }

  async #waitFor(id: string, timeoutMs: number): Promise<TaskOutcome> {
    const endMs = this.#nowMs() + timeoutMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const outcome = await this.#look(id);
      const remainingMs = endMs - this.#nowMs();
      if (outcome.kind !== 'not_yet' || remainingMs <= 0 || this.#isEnding) return outcome;
      await this.#pause(id, Math.min(pauseMs, remainingMs));
    }
  }

  async #look(id: string): Promise<TaskOutcome> {
    const queues = [...(await this.#queues()).values()];
    const found = await Promise.all(queues.map((queue) => this.find(queue, id)));
    return found.find((one) => one !== undefined)?.outcome ?? { kind: 'unknown' };
  }

  #pause(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wait: Wait = {
        id,
        look: () => {
          callOff();
          this.#waits.delete(wait);
          resolve();
        },
      };
      const callOff = this.#timers.after(ms, wait.look);
      this.#waits.add(wait);
    });
  }

  /** Whoever waits for this one looks now. */
  wake(id: string): void {
    for (const wait of [...this.#waits]) if (wait.id === id) wait.look();
  }

  /** Nobody waits any longer: everybody looks once more and takes what there is. */
  async endWaits(): Promise<void> {
    this.#isEnding = true;
    for (const wait of [...this.#waits]) wait.look();
    await Promise.allSettled([...this.#asking]);
  }

  #nowMs(): number {
    return this.#clock.now().epochMilliseconds;
  }
}
