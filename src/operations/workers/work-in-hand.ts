/**
 * What this process works on: the chunks and sent tasks that it has claimed.
 *
 * Promises
 *   - their leases are renewed four times per lease, exactly for as long as the work continues;
 *   - work that is leased to this process but not worked on is given back. An outage causes this when it hides an
 *     outcome: the answer to a claim was lost, or a chunk's payslips could not be written. Otherwise everybody
 *     would wait for its lease to expire.
 *
 * A lease only saves work. If it expires because the process stood still, the calculation is lost. The epoch
 * ensures that nothing is written twice.
 */
import { systemTimers, type Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { Work, WorkHeld } from '#operations/world.ts';
import type { Store, Writing } from '#store/store.ts';
import {
  type ClaimedChunk,
  chunksLeasedTo,
  giveBackChunks,
  renewChunks,
} from '#store/writes/chunks.ts';
import {
  type ClaimedTask,
  giveBackOwnTasks,
  renewTasks,
  tasksLeasedTo,
} from '#store/writes/tasks.ts';

interface Held {
  readonly work: Work;
  epoch: number | null;
}

const renewalsInALease = 4;

export class WorkInHand implements WorkHeld {
  readonly #store: Pick<Store, 'write'>;
  readonly #owner: string;
  readonly #leaseSeconds: number;
  readonly #timers: Timers;
  readonly #held = new Set<Held>();
  #isRenewing = false;
  /** How many outages have hidden an outcome, and how many of them have been repaired. */
  #hidden = 0;
  #putRight = 0;

  constructor(ask: {
    readonly store: Pick<Store, 'write'>;
    readonly owner: string;
    readonly leaseSeconds: number;
    readonly timers?: Timers;
  }) {
    this.#store = ask.store;
    this.#owner = ask.owner;
    this.#leaseSeconds = ask.leaseSeconds;
    this.#timers = ask.timers ?? systemTimers;
  }

  async during<T>(work: Work, act: (claimed: (epoch: number) => void) => Promise<T>): Promise<T> {
    const held: Held = { work, epoch: null };
    this.#held.add(held);
    try {
      return await act((epoch) => {
        held.epoch = epoch;
        this.#renewSoon();
      });
    } catch (error) {
      if (error instanceof Outage) this.#hidden += 1;
      throw error;
    } finally {
      this.#held.delete(held);
    }
  }

  async giveBackLost(tx: Writing): Promise<(() => void) | null> {
    const upTo = this.#hidden;
    if (upTo === this.#putRight) return null;
    const owner = this.#owner;
    const leasedChunks = await chunksLeasedTo(tx, owner);
    const leasedTasks = await tasksLeasedTo(tx, owner);
    // Read after the leases. Work is registered here before it is claimed, so every lease that is worked on
    // is found. A claim made from now on has another epoch.
    const { chunks, tasks, isSure } = this.#lost(leasedChunks, leasedTasks);
    if (chunks.length > 0) await giveBackChunks(tx, { owner, chunks });
    if (tasks.length > 0) await giveBackOwnTasks(tx, { owner, tasks });
    return () => {
      if (isSure) this.#putRight = upTo;
    };
  }

  /** The leases that nobody works on. `isSure` is false while a claim of one of them may be in progress. */
  #lost(leasedChunks: readonly ClaimedChunk[], leasedTasks: readonly ClaimedTask[]) {
    let isSure = true;
    const isLost = (epoch: number, isOf: (work: Work) => boolean): boolean => {
      const held = [...this.#held].filter(({ work }) => isOf(work));
      if (held.some((one) => one.epoch === epoch)) return false;
      if (held.every((one) => one.epoch !== null)) return true;
      isSure = false;
      return false;
    };
    const chunks = leasedChunks.filter(({ runId, ordinal, epoch }) =>
      isLost(
        epoch,
        (work) => work.kind === 'chunk' && work.runId === runId && work.ordinal === ordinal,
      ),
    );
    const tasks = leasedTasks.filter(({ taskId, epoch }) =>
      isLost(epoch, (work) => work.kind === 'task' && work.taskId === taskId),
    );
    return { chunks, tasks, isSure };
  }

  #renewSoon(): void {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.#timers.after((this.#leaseSeconds * 1_000) / renewalsInALease, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { chunks, tasks } = this.#claims();
    const owner = this.#owner;
    const leaseSeconds = this.#leaseSeconds;
    try {
      if (chunks.length + tasks.length > 0) {
        await this.#store.write('every company', async (tx) => {
          if (chunks.length > 0) await renewChunks(tx, { owner, leaseSeconds, chunks });
          if (tasks.length > 0) await renewTasks(tx, { owner, leaseSeconds, tasks });
        });
      }
    } catch (error) {
      // The work itself meets and reports the outage. The next renewal tries again.
      if (!(error instanceof Outage)) throw error;
    }
    this.#isRenewing = false;
    if ([...this.#held].some(({ epoch }) => epoch !== null)) this.#renewSoon();
  }

  #claims(): { readonly chunks: readonly ClaimedChunk[]; readonly tasks: readonly ClaimedTask[] } {
    const chunks: ClaimedChunk[] = [];
    const tasks: ClaimedTask[] = [];
    for (const { work, epoch } of this.#held) {
      if (epoch === null) continue;
      if (work.kind === 'chunk') chunks.push({ ...work, epoch });
      else tasks.push({ ...work, epoch });
    }
    return { chunks, tasks };
  }
}
