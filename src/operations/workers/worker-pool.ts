/**
 * The places in which a process works on tasks, which can be more or fewer while it runs.
 *
 * Made of workers of the engine: growing adds one, shrinking lets one end when what it has in hand is
 * done and adds a smaller one where that was too many. A pool of no place takes nothing: that is how
 * one process is paused while the others go on.
 */
import type { Engine, Handlers, Worker } from '#engine/engine.ts';

/** In one process; more need another. The setting `workerConcurrency` has the same bound. */
export const placesMax = 64;

interface Part {
  readonly worker: Worker;
  readonly places: number;
}

export class WorkerPool {
  readonly #engine: Pick<Engine, 'work'>;
  readonly #terms: { queues: readonly string[]; handlers: Handlers; name: string };
  #parts: Part[] = [];
  /** Those that are on their way out, with what they still have in hand. */
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

  /** See `Worker.stop`; a second call that is not graceful cuts a graceful one short. */
  async stop(options: { readonly graceful: boolean }): Promise<void> {
    await Promise.all([...this.#parts, ...this.#leaving].map(({ worker }) => worker.stop(options)));
  }
}
