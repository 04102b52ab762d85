/**
 * What a queue may do to its tasks at its worst, drawn from a seed.
 *
 * The in-process engine asks here at each point where a broker could go wrong. Without faults the
 * answers are those of a queue that never does.
 */
import { type Seeded, seeded } from './seeded.ts';

/** Probabilities from 0 to 1; what is left out does not happen. */
export interface Faults {
  readonly seed: number;
  /** A task vanishes: when it is enqueued, or between the queue and the worker. */
  readonly lose?: number;
  /** A task is handed over twice, also while the first is still in hand. */
  readonly double?: number;
  /** A task that may start is overtaken by any other. */
  readonly reorder?: number;
  /** A task starts later than asked, by up to `delayMsMax`. */
  readonly delay?: number;
  /** Default one minute. */
  readonly delayMsMax?: number;
}

export class FaultSource {
  readonly #faults: Faults;
  readonly #random: Seeded;

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#random = seeded(faults.seed);
  }

  loses(): boolean {
    return this.#random.chance(this.#faults.lose ?? 0);
  }

  doubles(): boolean {
    return this.#random.chance(this.#faults.double ?? 0);
  }

  /** Where to draw the next task from, or undefined for the one whose turn it is. */
  reorders(): Seeded | undefined {
    return this.#random.chance(this.#faults.reorder ?? 0) ? this.#random : undefined;
  }

  extraDelayMs(): number {
    if (!this.#random.chance(this.#faults.delay ?? 0)) return 0;
    return 1 + this.#random.below(this.#faults.delayMsMax ?? 60_000);
  }

  /** The share of chance in a retry's pause. */
  jitter(): number {
    return this.#random.next();
  }
}
