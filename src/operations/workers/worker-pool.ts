/**
 * The slots in which a process works on tasks. Their number can change while it runs.
 *
 * The pool consists of engine workers. Growing adds one. Shrinking lets one end after its current work, and
 * adds a smaller one when that removed too many slots. A pool without slots takes nothing, which pauses one
 * process while the others continue.
 */
import type { Engine, Handlers, Worker } from '#engine/engine.ts';

/**
 * The most slots in one process; for more, start another. The setting `workerConcurrency` has the same limit.
 */
export const placesMax = 64;

interface Part {
  readonly worker: Worker;
  readonly places: number;
}

export class WorkerPool {
  readonly #engine: Pick<Engine, 'work'>;
  readonly #terms: { queues: readonly string[]; handlers: Handlers; name: string };
  #parts: Part[] = [];
  /** Workers that are ending, with the work that they still have. */
  readonly #leaving = new Set<Part>();
  #partsMade = 0;

  constructor(ask: {
    readonly engine: Pick<Engine, 'work'>;
    readonly queues: readonly string[];
    readonly handlers: Handlers;
    readonly name: string;
  }) {
    this.#engine = ask.engine;
    this.#terms = ask;
  }

  get size(): number {
    return this.#parts.reduce((sum, { places }) => sum + places, 0);
  }

  async resize(places: number): Promise<void> {
    let spare = this.size - places;
    while (spare > 0) {
      const part = this.#parts.pop();
      if (part === undefined) break;
      spare -= part.places;
      this.#letGo(part);
    }
    if (spare < 0) await this.#add(-spare);
  }

  async #add(places: number): Promise<void> {
    this.#partsMade += 1;
    const { queues, handlers, name } = this.#terms;
    const partName = this.#partsMade === 1 ? name : `${name}.${this.#partsMade}`;
    const options = { concurrency: places, name: partName };
    this.#parts.push({ worker: await this.#engine.work(queues, handlers, options), places });
  }

  #letGo(part: Part): void {
    this.#leaving.add(part);
    const gone = () => this.#leaving.delete(part);
    part.worker.stop({ graceful: true }).then(gone, gone);
  }

  /** See `Worker.stop`. A second call that is not graceful cuts a graceful one short. */
  async stop(options: { readonly graceful: boolean }): Promise<void> {
    await Promise.all([...this.#parts, ...this.#leaving].map(({ worker }) => worker.stop(options)));
  }
}
