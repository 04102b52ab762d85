/**
 * The chunk threads of one simulated worker. Each is a caller of its own: it can die while its worker lives on,
 * and it stands still with its worker.
 *
 * As in src/processes/threads/chunk-threads.ts, the chunks of a thread that dies are answered `thread_lost`.
 */
import { calculateHere } from '#operations/runs/calculate-chunk.ts';
import type { CalculateChunk, ChunkThreads, MadeClaim } from '#operations/runs/chunk-outcome.ts';
import type { World } from '#operations/world.ts';
import type { SimWorker } from './callers.ts';
import type { Caller } from './gate.ts';

type Outcome = Awaited<ReturnType<ChunkThreads['calculate']>>;

export class SimThread implements Caller {
  readonly name: string;
  readonly worker: SimWorker;
  isAlive = true;
  /** Chunk in hand → answers it. */
  readonly inHand = new Set<(outcome: Outcome) => void>();

  constructor(worker: SimWorker, place: number) {
    this.worker = worker;
    this.name = `${worker.name}/t${place}`;
  }

  get isStalled(): boolean {
    return this.worker.isStalled;
  }
}

export class SimThreads implements ChunkThreads {
  readonly all: SimThread[] = [];
  readonly #worker: SimWorker;
  readonly #count: number;
  readonly #worldOf: (thread: SimThread) => World;
  #begun = 0;

  constructor(ask: {
    readonly worker: SimWorker;
    readonly count: number;
    readonly worldOf: (thread: SimThread) => World;
  }) {
    this.#worker = ask.worker;
    this.#count = ask.count;
    this.#worldOf = ask.worldOf;
  }

  takes(): boolean {
    while (this.all.length < this.#count) this.#begin();
    return this.all.length > 0;
  }

  async calculate(ask: CalculateChunk, claimed: (claim: MadeClaim) => void): Promise<Outcome> {
    const [thread] = this.all.toSorted((one, other) => one.inHand.size - other.inHand.size);
    if (!thread) return { kind: 'thread_lost' };
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    thread.inHand.add(resolve);
    calculateHere(this.#worldOf(thread), ask, claimed).then(resolve, reject);
    try {
      return await promise;
    } finally {
      thread.inHand.delete(resolve);
    }
  }

  /** Of a thread whose statements are no longer answered. */
  lose(thread: SimThread): void {
    this.all.splice(this.all.indexOf(thread), 1);
    for (const answer of thread.inHand) answer({ kind: 'thread_lost' });
  }

  #begin(): void {
    this.#begun += 1;
    this.all.push(new SimThread(this.#worker, this.#begun));
  }
}
