/**
 * How a task gets from the engine to a worker, and the faults that can happen on the way.
 */
import type { Clock } from '#time/clock.ts';
import { ReadyLists } from './ready-list.ts';
import type { Seeded } from './seeded.ts';
import type { Delivery } from './task-record.ts';
import type { Timers } from './timers.ts';

/** Decides, for tests, where the queue fails. By default it never does. */
export interface Mishaps {
  /** True if a task is lost, when it is enqueued or between the queue and the worker. */
  loses(): boolean;
  doubles(): boolean;
  /** The source of random order for the next task. Undefined: the tasks keep their order. */
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
  /** Delayed deliveries, each with a function that cancels it. */
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

  /** Makes the task ready after `delayMs`, subject to the faults. */
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
