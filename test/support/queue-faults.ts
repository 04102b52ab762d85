/**
 * What a queue may do to its tasks at its worst, drawn from a seed: with it the in-process engine loses,
 * doubles, reorders and delays.
 */
import type { Mishaps } from '#engine/deliveries.ts';
import type { InProcessOptions } from '#engine/in-process.ts';
import { type Seeded, seeded } from '#engine/seeded.ts';

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

/** What an engine is built with for these to happen. */
export function goingWrong(faults: Faults): Pick<InProcessOptions, 'mishaps' | 'random'> {
  const random = seeded(faults.seed);
  return { mishaps: new FaultSource(faults, random), random };
}

class FaultSource implements Mishaps {
  readonly #faults: Faults;
  readonly #random: Seeded;

  constructor(faults: Faults, random: Seeded) {
    this.#faults = faults;
    this.#random = random;
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
}
