/**
 * The way of a task from the engine to a worker, and what may go wrong on it.
 */
import type { Clock } from '#time/clock.ts';
import type { FaultSource } from './in-process-faults.ts';
import { ReadyLists } from './ready-list.ts';
import type { Delivery } from './task-record.ts';
import type { Timers } from './timers.ts';

export class Deliveries {
  readonly ready = new ReadyLists();
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #faults: FaultSource;
  readonly #onReady: () => void;
  /** What starts later, with the way to call it off. */
  readonly #scheduled = new Map<Delivery, () => void>();

  constructor(ask: {
    readonly clock: Clock;
    readonly timers: Timers;
    readonly faults: FaultSource;
    readonly onReady: () => void;
  }) {
    this.#clock = ask.clock;
    this.#timers = ask.timers;
    this.#faults = ask.faults;
    this.#onReady = ask.onReady;
  }

  /** Ready in `delayMs`, give or take what goes wrong. */
  hand(delivery: Delivery, delayMs: number): void {
    const laterMs = delayMs + this.#faults.extraDelayMs();
    if (laterMs > 0) this.#handLater(delivery, laterMs);
    else this.#handNow(delivery);
    if (!delivery.isCopy && this.#faults.doubles()) {
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
    return this.ready.take(queues, this.#faults.reorders());
  }

  forgetAll(): void {
    for (const callOff of this.#scheduled.values()) callOff();
    this.#scheduled.clear();
    this.ready.clear();
  }
}
