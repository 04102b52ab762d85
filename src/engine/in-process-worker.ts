/**
 * A worker inside this process: it runs the tasks of the engine and reports their results.
 *
 * in-process.ts decides about retries, results and states.
 */

import type { JsonValue } from '#text/json-text.ts';
import type { Worker } from './engine.ts';
import type { Delivery } from './task-record.ts';
import { jsonResult, unregisteredTask, type WorkerTerms } from './task-rules.ts';

export type Ending =
  | { readonly kind: 'returned'; readonly result: JsonValue }
  | { readonly kind: 'threw'; readonly error: unknown };

/** The methods of the engine that a worker calls. */
interface InProcessHost {
  ended(delivery: Delivery, ending: Ending): void;
  /** The worker abandons the task; another worker may have it. */
  gaveBack(delivery: Delivery): void;
  left(worker: InProcessWorker): void;
}

export class InProcessWorker implements Worker {
  readonly name: string;
  readonly queues: readonly string[];
  readonly #terms: WorkerTerms;
  readonly #host: InProcessHost;
  readonly #inHand = new Map<Delivery, AbortController>();
  readonly #emptied = Promise.withResolvers<void>();
  #isStopping = false;

  constructor(terms: WorkerTerms, host: InProcessHost) {
    this.name = terms.name;
    this.queues = terms.queues;
    this.#terms = terms;
    this.#host = host;
  }

  get hasRoom(): boolean {
    return !this.#isStopping && this.#inHand.size < this.#terms.concurrency;
  }

  /** Starts the handler within this call. Its result is reported to the host. */
  start(delivery: Delivery): void {
    const controller = new AbortController();
    this.#inHand.set(delivery, controller);
    void this.#run(delivery, controller.signal).then((ending) => {
      const isStillOurs = this.#inHand.delete(delivery);
      if (!isStillOurs) return;
      this.#host.ended(delivery, ending);
      this.#leaveWhenEmpty();
    });
  }

  async #run(delivery: Delivery, signal: AbortSignal): Promise<Ending> {
    const { task, payload, attempts, settings } = delivery.record;
    try {
      const handler = Object.hasOwn(this.#terms.handlers, task)
        ? this.#terms.handlers[task]
        : undefined;
      if (handler === undefined) throw unregisteredTask(task);
      const value = await handler({
        taskId: settings.id,
        task,
        payload,
        // A duplicate may arrive before the first attempt of its original has begun.
        attempt: Math.max(1, attempts),
        signal,
      });
      return { kind: 'returned', result: jsonResult(value) };
    } catch (error) {
      return { kind: 'threw', error };
    }
  }

  stop(options: { readonly graceful: boolean }): Promise<void> {
    this.#isStopping = true;
    if (!options.graceful) {
      const disowned = [...this.#inHand];
      this.#inHand.clear();
      for (const [delivery, controller] of disowned) {
        controller.abort();
        this.#host.gaveBack(delivery);
      }
    }
    this.#leaveWhenEmpty();
    return this.#emptied.promise;
  }

  #leaveWhenEmpty(): void {
    if (!this.#isStopping || this.#inHand.size > 0) return;
    this.#host.left(this);
    this.#emptied.resolve();
  }
}
