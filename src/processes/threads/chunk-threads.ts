/**
 * The chunk threads of a process: as many as there are processor cores, started by the first large run.
 *
 * A small run is quicker without them: a thread takes about as long to start as 5,000 payslips take to
 * calculate. So they start with a run's fifth chunk in this process, and end when nothing has used them for
 * half a minute. Until they are ready, chunks are calculated in the main thread.
 *
 * A thread that dies answers `thread_lost` for the chunks that it had in hand.
 */
import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemTimers, type Timers } from '#engine/timers.ts';
import type { CalculateChunk, ChunkThreads, MadeClaim } from '#operations/runs/chunk-outcome.ts';
import type { Telemetry } from '#telemetry.ts';
import {
  errorFromData,
  type FromThread,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

type Outcome = Awaited<ReturnType<ChunkThreads['calculate']>>;

interface InHand {
  readonly claimed: (claim: MadeClaim) => void;
  readonly ended: (outcome: Outcome) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly inHand: Map<number, InHand>;
  isReady: boolean;
  /** Resolves when it is ready, or when it has ended. */
  readonly started: PromiseWithResolvers<void>;
}

interface ThreadsAsk {
  readonly start: ThreadStart;
  readonly telemetry: Telemetry;
  readonly count?: number;
  readonly startsWithChunk?: number;
  readonly timers?: Timers;
}

const isSource = import.meta.url.endsWith('.ts');
const entry = new URL(isSource ? './thread-entry.ts' : './thread-entry.js', import.meta.url);
const execArgv = isSource ? ['-C', 'paybeat-source'] : [];
const idleMs = 30_000;

/** The folder of this process's compiled code; the cache itself is in a folder of this version of Node. */
function codeCache(): string | null {
  const folder = getCompileCacheDir();
  return folder === undefined ? null : dirname(folder);
}

export class ChunkThreadPool implements ChunkThreads {
  readonly #ask: ThreadsAsk;
  readonly #count: number;
  readonly #startsWithChunk: number;
  readonly #timers: Timers;
  readonly #threads = new Set<Thread>();
  /** Chunks of one run that this process was asked for; of the last few runs. */
  readonly #asked = new Map<number, number>();
  #nextId = 1;
  #callOffEnd: () => void = () => undefined;

  constructor(ask: ThreadsAsk) {
    this.#ask = ask;
    this.#count = ask.count ?? availableParallelism();
    this.#startsWithChunk = ask.startsWithChunk ?? 5;
    this.#timers = ask.timers ?? systemTimers;
  }

  takes(runId: number): boolean {
    if (this.#count < 2) return false;
    const asked = (this.#asked.get(runId) ?? 0) + 1;
    this.#asked.delete(runId);
    this.#asked.set(runId, asked);
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= runsRemembered) break;
      this.#asked.delete(oldest);
    }
    if (asked < this.#startsWithChunk) return false;
    if (this.#threads.size === 0) this.#start();
    return this.#ready().length > 0;
  }

  /** Starts the threads now, and waits until they are ready. */
  async start(): Promise<void> {
    if (this.#threads.size === 0) this.#start();
    await Promise.all([...this.#threads].map(({ started }) => started.promise));
  }

  async calculate(ask: CalculateChunk, claimed: (claim: MadeClaim) => void): Promise<Outcome> {
    const [thread] = this.#ready().toSorted((one, other) => one.inHand.size - other.inHand.size);
    if (!thread) return { kind: 'thread_lost' };
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const id = this.#nextId;
    this.#nextId += 1;
    thread.inHand.set(id, { claimed, ended: resolve, failed: reject });
    this.#callOffEnd();
    thread.worker.postMessage({ id, ask } satisfies ToThread);
    try {
      return await promise;
    } finally {
      if ([...this.#threads].every(({ inHand }) => inHand.size === 0)) this.#endLater();
    }
  }

  /** Ends all threads at once. What they have in hand is rolled back by the server. */
  async close(): Promise<void> {
    this.#callOffEnd();
    const threads = [...this.#threads];
    this.#threads.clear();
    this.#asked.clear();
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #ready(): readonly Thread[] {
    return [...this.#threads].filter(({ isReady }) => isReady);
  }

  #start(): void {
    for (let index = 0; index < this.#count; index += 1) {
      const workerData = { ...this.#ask.start, codeCache: codeCache() };
      const worker = new Worker(entry, { workerData, execArgv });
      // Whoever waits for a chunk keeps the process; an idle thread does not.
      worker.unref();
      const started = Promise.withResolvers<void>();
      const thread: Thread = { worker, inHand: new Map(), isReady: false, started };
      this.#threads.add(thread);
      worker.on('message', (message: FromThread) => this.#hear(thread, message));
      // Without a listener the error of a thread would end the process. `exit` follows.
      worker.on('error', () => undefined);
      worker.on('exit', () => this.#lost(thread));
    }
  }

  #hear(thread: Thread, message: FromThread): void {
    if (message.kind === 'ready') {
      thread.isReady = true;
      thread.started.resolve();
      return;
    }
    if (message.kind === 'event') {
      this.#ask.telemetry.emit(message.event);
      return;
    }
    const held = thread.inHand.get(message.id);
    if (!held) return;
    if (message.kind === 'claimed') {
      held.claimed(message.claim);
      return;
    }
    thread.inHand.delete(message.id);
    if (message.kind === 'ended') held.ended(message.outcome);
    else held.failed(errorFromData(message.error));
  }

  #lost(thread: Thread): void {
    this.#threads.delete(thread);
    thread.started.resolve();
    for (const { ended } of thread.inHand.values()) ended({ kind: 'thread_lost' });
    thread.inHand.clear();
  }

  #endLater(): void {
    this.#callOffEnd();
    this.#callOffEnd = this.#timers.after(idleMs, () => void this.close());
  }
}

const runsRemembered = 16;
