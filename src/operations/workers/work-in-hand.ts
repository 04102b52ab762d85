/**
 * What this process has in hand: chunks and sent tasks that it has claimed and works on.
 *
 * Promises
 *   - their leases are renewed four times in a lease, for as long as the work goes on and no longer;
 *   - what is leased to this process and not in hand is given back. That happens when an outage hides
 *     how something ended: a claim whose answer was lost, a chunk whose payslips could not be written.
 *     Nobody would work on it, and all would wait for its lease.
 *
 * A lease only saves work. If it expires because the process stood still, the calculation is lost. The
 * epoch ensures that nothing is written twice.
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
  /** How often an outage has hidden how something ended, and up to which it has been put right. */
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
    // Looked at after the leases: what is claimed is in hand before its claim is made, so all that is
    // leased and worked on is here. What is claimed from now on has another epoch.
    const { chunks, tasks, isSure } = this.#lost(leasedChunks, leasedTasks);
    if (chunks.length > 0) await giveBackChunks(tx, { owner, chunks });
    if (tasks.length > 0) await giveBackOwnTasks(tx, { owner, tasks });
    return () => {
      if (isSure) this.#putRight = upTo;
    };
  }

  /** What of these leases nobody works on; not sure while a claim of one of them may be under way. */
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
      // The work itself meets it, too, and tells; the next renewal tries again.
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
