/**
 * One queue from a worker's view: take a task, wait for one, keep its lock, report its result.
 *
 * It uses a BullMQ worker without a processor ("manually fetching jobs"). bull-worker.ts decides
 * when to take a task, because a worker's concurrency covers all its queues.
 */
import { Job, UnrecoverableError } from 'bullmq';
import { type Broker, type BullHolder, idleLookMs, lockMs } from './broker.ts';
import { answered } from './broker-outage.ts';
import type { BullJob } from './bull-task.ts';

export type TaskReport =
  | { readonly kind: 'completed'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string; readonly inMs: number };

export interface Claimed {
  readonly job: BullJob;
  readonly token: string;
}

/** Carries the pause of a retry to BullMQ's backoff function. */
class TryAgain extends Error {
  readonly inMs: number;

  constructor(reason: string, inMs: number) {
    super(reason);
    this.inMs = inMs;
  }
}

export class TaskSource {
  readonly queue: string;
  readonly #broker: Broker;
  readonly #bull: BullHolder;
  readonly #tokens: string;
  readonly #now: () => number;
  #claims = 0;
  /** When the next delayed task may start, in milliseconds since the epoch. 0: unknown. */
  #nextStartMs = 0;
  #isWaiting = false;
  #isClosed = false;

  constructor(ask: {
    readonly queue: string;
    readonly broker: Broker;
    readonly bull: BullHolder;
    /** The prefix of this worker's tokens. It is unique. */
    readonly tokens: string;
    readonly now: () => number;
  }) {
    this.queue = ask.queue;
    this.#broker = ask.broker;
    this.#bull = ask.bull;
    this.#tokens = ask.tokens;
    this.#now = ask.now;
    // The request that failed reports the error. Without this listener, it would end the process.
    this.#bull.on('error', () => undefined);
    this.#bull.opts.settings = { backoffStrategy: (_made, _type, error) => pauseIn(error) };
  }

  async open(): Promise<void> {
    await answered(Promise.all([this.#bull.waitUntilReady(), this.#broker.listen()]));
    await this.#bull.startStalledCheckTimer();
  }

  /** Takes the next task. Undefined: no task may start now. */
  async claim(): Promise<Claimed | undefined> {
    this.#claims += 1;
    const token = `${this.#tokens}-${this.#claims}`;
    this.#broker.looksInto(this.queue);
    const moved = this.#bull.getBackend().moveToActive(token, this.#bull.opts.name);
    const [data, id, , delayUntil] = await answered(moved);
    this.#nextStartMs = Number(delayUntil) || 0;
    return data ? { job: Job.fromJSON(this.#bull, data, id), token } : undefined;
  }

  /** Calls back once, when the worker should look again. That happens soon, even without a task. */
  listen(ask: { readonly onTask: () => void; readonly onError: (error: unknown) => void }): void {
    if (this.#isWaiting || this.#isClosed) return;
    this.#isWaiting = true;
    const untilNextMs = this.#nextStartMs === 0 ? idleLookMs : this.#nextStartMs - this.#now();
    const milliseconds = Math.max(1, Math.min(idleLookMs, untilNextMs));
    const where = { name: this.queue, holder: this.#bull, milliseconds };
    answered(this.#broker.waitForTask(where)).then(
      (startsAtMs) => {
        this.#isWaiting = false;
        if (this.#isClosed) return;
        const isLater = startsAtMs > this.#now();
        if (isLater) this.#nextStartMs = startsAtMs;
        if (isLater) this.listen(ask);
        else ask.onTask();
      },
      (error: unknown) => {
        this.#isWaiting = false;
        if (!this.#isClosed) ask.onError(error);
      },
    );
  }

  async keepLocks(claims: readonly Claimed[]): Promise<void> {
    if (claims.length === 0) return;
    const ids = claims.map(({ job }) => job.id ?? '');
    const tokens = claims.map(({ token }) => token);
    await answered(this.#bull.extendJobLocks(ids, tokens, lockMs), { withinMs: lockMs });
  }

  async report({ job, token }: Claimed, report: TaskReport): Promise<void> {
    const moved = () => {
      switch (report.kind) {
        case 'completed':
          return job.moveToCompleted(report.result, token, false);
        case 'failed':
          return job.moveToFailed(new UnrecoverableError(report.reason), token, false);
        case 'retry':
          return job.moveToFailed(new TryAgain(report.reason, report.inMs), token, false);
      }
    };
    await answered(moved());
  }

  async giveBack({ job, token }: Claimed): Promise<void> {
    await answered(job.moveToWait(token), { withinMs: lockMs });
  }

  /** Stops waiting for tasks. Tasks that were taken can still be reported. */
  stopListening(): void {
    this.#isClosed = true;
    this.#broker.interrupt(this.queue, this.#bull);
  }

  async close(): Promise<void> {
    this.stopListening();
    await answered(this.#bull.close(true), { withinMs: 2_000 }).catch(() => undefined);
  }
}

function pauseIn(error: Error | undefined): number {
  return error instanceof TryAgain ? error.inMs : 0;
}
