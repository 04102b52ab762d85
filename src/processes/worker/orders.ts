/**
 * What people have ordered a worker to do: how many slots to use, and whether to take tasks.
 *
 * Commands are for one worker and end with it. A pause is stored in the database and survives
 * restarts.
 */
import { placesMax } from '#operations/workers/worker-pool.ts';
import type { Lifetime } from '#processes/process.ts';
import type { Pause } from '#store/reads/pauses.ts';
import type { WorkerCommand } from '#store/writes/workers.ts';
import type { Telemetry } from '#telemetry.ts';

export class Orders {
  readonly #telemetry: Telemetry;
  readonly #lifetime: Lifetime;
  /** The number of slots when the worker is not paused. */
  #places: number;
  /** True if a person paused the worker, or if it does not know yet whether somebody did. */
  #isPaused = true;
  #pausedSince: string | null = null;

  constructor(ask: {
    readonly telemetry: Telemetry;
    readonly lifetime: Lifetime;
    readonly places: number;
  }) {
    this.#telemetry = ask.telemetry;
    this.#lifetime = ask.lifetime;
    this.#places = ask.places;
  }

  get places(): number {
    return this.#places;
  }

  /** The number of slots in which it may take tasks now. */
  get openPlaces(): number {
    return this.#isPaused ? 0 : this.#places;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  under(pause: Pause | null): void {
    const since = pause?.since.toString() ?? null;
    if (pause !== null && since !== null && since !== this.#pausedSince) {
      this.#telemetry.emit({ kind: 'worker_paused', since, by: pause.orderedBy });
    }
    this.#pausedSince = since;
    this.#isPaused = pause !== null;
  }

  /** Carries out a command, logs it and returns the reply. */
  obey(ask: WorkerCommand): string {
    const answer = this.#done(ask);
    const { command, sentBy: by } = ask;
    if (command !== 'ping') this.#telemetry.emit({ kind: 'order_obeyed', command, by, answer });
    return answer;
  }

  #done({ command, byHowMany }: WorkerCommand): string {
    if (command === 'ping') return 'pong';
    if (command === 'shutdown') {
      this.#lifetime.end();
      return 'shutting down';
    }
    if (command === 'pool_grow') this.#places = Math.min(placesMax, this.#places + byHowMany);
    if (command === 'pool_shrink') this.#places = Math.max(1, this.#places - byHowMany);
    const isFull = command === 'pool_grow' && this.#places === placesMax;
    const most = isFull ? ', which is the most' : '';
    return this.#isPaused ? 'paused' : `running, ${this.#places} at a time${most}`;
  }
}
