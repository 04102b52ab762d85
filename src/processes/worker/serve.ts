/**
 * A worker for as long as it is wanted: looks for work, does it, looks again.
 *
 * It wakes at the next due instant, and every `scanSeconds` whatever happens; both are only when it
 * looks, what is due is decided by the database's clock. Its pulse (workers/pulse.ts) goes on beside
 * that. When the database is away it waits with growing pauses and goes on by itself; when only the
 * broker is, it gives itself the tasks that the broker would have given it (engine/stand-in.ts).
 *
 * Told to stop, it takes nothing new, finishes what it has in hand and gives its leases back (warm);
 * after `graceSeconds`, or when `kill` is aborted, it gives up what is in hand as well (cold): others
 * take that over at once.
 */
import type { Engine } from '#engine/engine.ts';
import { againSeconds, EngineWithStandIn } from '#engine/stand-in.ts';
import { Outage } from '#errors.ts';
import { enqueueWork, reconcile } from '#operations/runs/reconcile.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { buryNeighbours } from '#operations/workers/bury-neighbours.ts';
import { forgetEnded } from '#operations/workers/forget-ended.ts';
import { leaveWorker } from '#operations/workers/leave-worker.ts';
import { answerWorkerCommand, pulse, type Told } from '#operations/workers/pulse.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import { placesMax, WorkerPool } from '#operations/workers/worker-pool.ts';
import type { World } from '#operations/world.ts';
import { comingDueInstants } from '#store/reads/due.ts';
import { type Pause, pauseOf } from '#store/reads/pauses.ts';
import { awaited } from '#store/reads/run-work.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { WorkerCommand } from '#store/writes/workers.ts';
import { systemClock } from '#time/clock.ts';

export interface Serve {
  readonly engine: Engine;
  readonly concurrency: number;
  readonly scanSeconds: number;
  /** Aborted to stop warm. */
  readonly signal: AbortSignal;
  /** Resolves after so long, or as soon as the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborted to stop cold. */
  readonly kill?: AbortSignal;
  /** How long a warm stop may take; default: as long as it does. */
  readonly graceSeconds?: number;
  readonly queues?: readonly string[];
  /** At most; it comes sooner when the lease of another worker passes. Default: with the scan. */
  readonly pulseSeconds?: number;
  readonly journal?: TaskJournal;
  /** What it tells about itself besides. */
  readonly about?: Partial<Pick<Told, 'name' | 'version' | 'settings' | 'health' | 'hasBeat'>>;
  /** Once an hour. */
  readonly cleanLocks?: () => Promise<unknown>;
  /** After every scan that went well; while it is paused, a scan leaves due periods alone. */
  readonly onScan?: (scan: { readonly isPaused: boolean }) => void;
  /** Something that was in hand is given up. */
  readonly onCutShort?: () => void;
}

/** Longer, and what was in hand when the database went away would wait when it is back. */
const outagePauseSecondsMax = 2;
/** So much after a lease has passed somebody looks whether it was renewed. */
const afterLeaseMs = 25;
const forgetEverySeconds = 600;
const cleanLocksEverySeconds = 3_600;

export async function serve(world: World, ask: Serve): Promise<void> {
  const worker = new ServingWorker(world, ask);
  await worker.start();
  await worker.untilStopped();
  await worker.stop();
}

class ServingWorker {
  readonly #world: World;
  readonly #ask: Serve;
  readonly #queues: readonly string[];
  readonly #journal: TaskJournal;
  readonly #engine: EngineWithStandIn;
  readonly #pool: WorkerPool;
  readonly #registered: readonly string[];
  /** Aborted by a command to shut down, or because one of the loops failed. */
  readonly #ended = new AbortController();
  readonly #stopping: AbortSignal;
  /** Places when it is not paused. */
  #places: number;
  /** By the order of a person, or because it is not known yet whether there is one. */
  #isPaused = true;
  #pausedSince: string | null = null;
  #scans = 0;
  #pulseInMs: number;

  constructor(world: World, ask: Serve) {
    const inHand =
      world.inHand ??
      new WorkInHand({
        store: world.store,
        owner: world.worker,
        leaseSeconds: world.settings.leaseSeconds,
      });
    this.#world = { ...world, inHand };
    this.#ask = ask;
    this.#pulseInMs = pulseMsMax(ask);
    this.#queues = ask.queues ?? everyDefaultQueue;
    this.#places = ask.concurrency;
    this.#journal = ask.journal ?? new TaskJournal(systemClock);
    this.#stopping = AbortSignal.any([ask.signal, this.#ended.signal]);
    const { pause } = ask;
    const engine = new EngineWithStandIn({
      engine: ask.engine,
      clock: systemClock,
      onOutage: ({ code, message }) =>
        world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds: againSeconds }),
    });
    this.#engine = engine;
    const handlers = taskHandlers(this.#world, { engine, stopping: this.#stopping, pause });
    this.#registered = Object.keys(handlers).toSorted();
    this.#pool = new WorkerPool({
      engine,
      queues: this.#queues,
      handlers: this.#journal.noting(handlers),
      name: world.worker,
    });
  }

  async start(): Promise<void> {
    const { name } = this.#told();
    let pause: Pause | null;
    try {
      pause = await this.#world.store.read('every company', (at) => pauseOf(at, name));
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      // Whether it may take anything it learns with its first pulse.
      return;
    }
    this.#underOrder(pause);
    await this.#resize();
  }

  #underOrder(pause: Pause | null): void {
    const since = pause?.since.toString() ?? null;
    if (pause !== null && since !== null && since !== this.#pausedSince) {
      this.#world.telemetry.emit({ kind: 'worker_paused', since, by: pause.orderedBy });
    }
    this.#pausedSince = since;
    this.#isPaused = pause !== null;
  }

  #resize(): Promise<void> {
    return this.#pool.resize(this.#isPaused ? 0 : this.#places);
  }

  async untilStopped(): Promise<void> {
    const { scanSeconds, pulseSeconds } = this.#ask;
    const loops = [
      this.#loop(
        () => this.#scan(),
        () => this.#untilNextLook(scanSeconds),
      ),
    ];
    if (pulseSeconds !== undefined) {
      loops.push(
        this.#loop(
          () => this.#pulse(),
          async () => this.#pulseInMs,
        ),
      );
    }
    try {
      await Promise.all(loops);
    } finally {
      this.#ended.abort();
    }
  }

  /** Until it stops. An outage makes it wait a little; it tells of the 1st, 2nd, 4th, 8th … in a row. */
  async #loop(step: () => Promise<void>, pauseMs: () => Promise<number>): Promise<void> {
    const { pause } = this.#ask;
    let outages = 0;
    while (!this.#stopping.aborted) {
      try {
        await step();
        if (this.#stopping.aborted) return;
        await pause(await pauseMs(), this.#stopping);
        outages = 0;
      } catch (error) {
        if (!(error instanceof Outage)) {
          this.#ended.abort();
          throw error;
        }
        outages += 1;
        const longest = Math.min(outagePauseSecondsMax, this.#ask.scanSeconds);
        const retryInSeconds = Math.min(longest, 2 ** (outages - 1));
        const { code, message } = error;
        if (Number.isInteger(Math.log2(outages))) {
          this.#world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds });
        }
        await pause(retryInSeconds * 1_000, this.#stopping);
      }
    }
  }

  async #scan(): Promise<void> {
    if (this.#ask.pulseSeconds === undefined) await this.#pulse();
    // A run freezes its inputs when it is opened: who was paused must not do that either.
    if (!this.#isPaused) {
      await reconcile(this.#world, this.#engine);
      await this.#tellAwaited();
    }
    await this.#forgetNowAndThen();
    this.#ask.onScan?.({ isPaused: this.#isPaused });
  }

  /** Why nothing seems to happen. */
  async #tellAwaited(): Promise<void> {
    const { store, telemetry } = this.#world;
    const silent = await store.read('every company', (at) => awaited(at, null));
    for (const { runId, worker, chunks, until } of silent) {
      telemetry.emit({ kind: 'waiting_for_lease', runId, worker, chunks, until: until.toString() });
    }
  }

  async #forgetNowAndThen(): Promise<void> {
    const each = (seconds: number) => Math.ceil(seconds / this.#ask.scanSeconds);
    // At the first scan, too: what died together with the last worker here is freed at once.
    if (this.#scans % each(cleanLocksEverySeconds) === 0) await this.#ask.cleanLocks?.();
    this.#scans += 1;
    if (this.#scans % each(forgetEverySeconds) !== 0) return;
    await forgetEnded(this.#world);
  }

  /** Milliseconds to the next due instant, at most one scan. */
  async #untilNextLook(scanSeconds: number): Promise<number> {
    const { now, next } = await this.#world.store.read('every company', async (at) => ({
      now: await databaseNow(at),
      next: (await comingDueInstants(at, { limit: 1 }))[0]?.dueAt,
    }));
    const scanMs = scanSeconds * 1_000;
    return next ? Math.min(scanMs, Math.ceil(now.until(next).total('milliseconds'))) : scanMs;
  }

  async #pulse(): Promise<void> {
    const { commands, pause, nextSeconds } = await pulse(this.#world, {
      engine: this.#engine,
      journal: this.#journal,
      told: this.#told(),
      takesTasks: !this.#stopping.aborted,
    });
    const untilLeaseMs = nextSeconds === null ? Infinity : nextSeconds * 1_000 + afterLeaseMs;
    this.#pulseInMs = Math.min(pulseMsMax(this.#ask), untilLeaseMs);
    this.#underOrder(pause);
    for (const command of commands) {
      const said = this.#obey(command);
      await answerWorkerCommand(this.#world, {
        commandId: command.commandId,
        answer: said,
      });
    }
    // After the answers: both need the broker, and nobody should wait for an answer because it is away.
    await this.#resize();
    await this.#takeOverAround();
    // So that whoever looks sees at once what came of it.
    if (commands.length > 0) await this.#pulse();
  }

  async #takeOverAround(): Promise<void> {
    if ((await buryNeighbours(this.#world)) === 0) return;
    await enqueueWork(this.#world, this.#engine);
    await this.#ask.cleanLocks?.();
  }

  #obey({ command, byHowMany }: WorkerCommand): string {
    if (command === 'ping') return 'pong';
    if (command === 'shutdown') {
      this.#ended.abort();
      return 'shutting down';
    }
    if (command === 'pool_grow') this.#places = Math.min(placesMax, this.#places + byHowMany);
    if (command === 'pool_shrink') this.#places = Math.max(1, this.#places - byHowMany);
    const isFull = command === 'pool_grow' && this.#places === placesMax;
    const most = isFull ? ', which is the most' : '';
    return this.#isPaused ? 'paused' : `running, ${this.#places} at a time${most}`;
  }

  #told(): Told {
    const { about = {} } = this.#ask;
    return {
      name: about.name ?? this.#world.worker.replace(/^worker:/, ''),
      version: about.version ?? '',
      settings: about.settings ?? {},
      health: about.health ?? null,
      hasBeat: about.hasBeat ?? false,
      queues: this.#queues,
      concurrency: this.#places,
      registered: this.#registered,
      state: this.#stopping.aborted ? 'stopping' : this.#isPaused ? 'paused' : 'running',
    };
  }

  async stop(): Promise<void> {
    await this.#drain();
    await this.#engine.close();
    const { telemetry } = this.#world;
    const events = this.#journal.takeEvents();
    try {
      await leaveWorker(this.#world, events);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      // The leases run out by themselves.
      const { code, message } = error;
      telemetry.emit({ kind: 'outage', code, message, retryInSeconds: 0 });
    }
  }

  async #drain(): Promise<void> {
    const { graceSeconds, kill, pause } = this.#ask;
    const drained = this.#pool.stop({ graceful: true });
    if (graceSeconds === undefined && kill === undefined) return drained;
    const isDrained = new AbortController();
    const over = AbortSignal.any([...(kill ? [kill] : []), isDrained.signal]);
    const longest = graceSeconds === undefined ? 2 ** 31 - 1 : graceSeconds * 1_000;
    await Promise.race([drained.finally(() => isDrained.abort()), pause(longest, over)]);
    if (isDrained.signal.aborted) return;
    await this.#pool.stop({ graceful: false });
    this.#ask.onCutShort?.();
  }
}

function pulseMsMax({ pulseSeconds, scanSeconds }: Serve): number {
  return (pulseSeconds ?? scanSeconds) * 1_000;
}
