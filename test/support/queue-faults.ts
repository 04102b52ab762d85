/**
 * The worst that a queue may do to its tasks, by a seed: the in-process engine loses, doubles,
 * reorders and delays them.
 */
import type { Mishaps } from '#engine/deliveries.ts';
import type { InProcessOptions } from '#engine/in-process.ts';
import { type Seeded, seeded } from '#engine/seeded.ts';

/** Probabilities from 0 to 1. Faults that are left out do not happen. */
export interface Faults {
  readonly seed: number;
  /** A task is lost, when it is enqueued or between the queue and the worker. */
  readonly lose?: number;
  /** A task is delivered twice, possibly while the first delivery is in hand. */
  readonly double?: number;
  /** Any other task may overtake a ready one. */
  readonly reorder?: number;
  /** A task starts later than requested, by up to `delayMsMax`. */
  readonly delay?: number;
  /** Default: one minute. */
  readonly delayMsMax?: number;
}

/** The options that make an engine have these faults. */
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

  /** The source of random order for the next task. Undefined: the tasks keep their order. */
  reorders(): Seeded | undefined {
    return this.#random.chance(this.#faults.reorder ?? 0) ? this.#random : undefined;
  }

  extraDelayMs(): number {
    if (!this.#random.chance(this.#faults.delay ?? 0)) return 0;
    return 1 + this.#random.below(this.#faults.delayMsMax ?? 60_000);
  }
}
