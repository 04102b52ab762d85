/**
 * The way of a task from the engine to a worker, and what may go wrong on it.
 */
import type { Clock } from '#time/clock.ts';
import { ReadyLists } from './ready-list.ts';
import type { Seeded } from './seeded.ts';
import type { Delivery } from './task-record.ts';
import type { Timers } from './timers.ts';

/** Asked at each point where a queue could go wrong. This one does not; a broker may, and so do tests. */
export interface Mishaps {
  /** A task vanishes: when it is enqueued, or between the queue and the worker. */
  loses(): boolean;
  doubles(): boolean;
  /** Where to draw the next task from; undefined: the one whose turn it is. */
  reorders(): Seeded | undefined;
  extraDelayMs(): number;
}

export const noMishaps: Mishaps = {
  loses: () => false,
  doubles: () => false,
  reorders: () => undefined,
  extraDelayMs: () => 0,
};

export class Deliveries {
  readonly ready = new ReadyLists();
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #mishaps: Mishaps;
  readonly #onReady: () => void;
  /** What starts later, with the way to call it off. */
  readonly #scheduled = new Map<Delivery, () => void>();

  constructor(ask: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly mishaps: Mishaps;
    readonly onReady: () => void;
  }) {
    this.#clock = ask.clock;
    this.#timers = ask.timers;
    this.#mishaps = ask.mishaps;
    this.#onReady = ask.onReady;
  }

  /** Ready in `delayMs`, give or take what goes wrong. */
  hand(delivery: Delivery, delayMs: number): void {
    const laterMs = delayMs + this.#mishaps.extraDelayMs();
    if (laterMs > 0) this.#handLater(delivery, laterMs);
    else this.#handNow(delivery);
    if (!delivery.isCopy && this.#mishaps.doubles()) {
      this.hand({ record: delivery.record, isCopy: true }, delayMs);
    }
  }

  #handLater(delivery: Delivery, laterMs: number): void {
    if (!delivery.isCopy) {
      delivery.record.startsAt = this.#clock.now().add({ milliseconds: Math.ceil(laterMs) });
    }
    const callOff = this.#timers.after(laterMs, () => {
      this.#scheduled.delete(delivery);
      this.#handNow(delivery);
    });
    this.#scheduled.set(delivery, callOff);
  }

  #handNow(delivery: Delivery): void {
    if (!delivery.isCopy) delivery.record.startsAt = undefined;
    this.ready.push(delivery);
    this.#onReady();
  }

  take(queues: readonly string[]): Delivery | undefined {
    return this.ready.take(queues, this.#mishaps.reorders());
  }

  forgetAll(): void {
    for (const callOff of this.#scheduled.values()) callOff();
    this.#scheduled.clear();
    this.ready.clear();
  }
}
