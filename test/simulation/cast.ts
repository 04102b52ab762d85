/**
 * The participants of one simulation: people, and workers with their queues. A worker that ends is
 * started again under another identity.
 */
import { InProcessEngine } from '#engine/in-process.ts';
import type { Seeded } from '#engine/seeded.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import type { PaybeatEvent, Telemetry } from '#telemetry.ts';
import { goingWrong } from '../support/queue-faults.ts';
import { type Conduct, isArranged, isSimulated, SimPerson, SimWorker } from './callers.ts';
import type { Deed } from './deeds.ts';
import { type Caller, type Gate, worldThrough } from './gate.ts';
import { settings } from './laid-database.ts';
import { type SimThread, SimThreads } from './sim-threads.ts';
import type { SimTime } from './sim-time.ts';
import type { Trace } from './trace.ts';
import type { Traffic } from './traffic.ts';
import { calm, chanceOf, type Weather } from './weather.ts';

interface CastAsk {
  readonly seed: number;
  readonly conduct: Conduct;
  readonly weather: Weather;
  readonly gate: Gate;
  readonly traffic: Traffic;
  readonly time: SimTime;
  readonly trace: Trace;
  readonly onProblem: (code: string, detail: string) => void;
}

export class Cast {
  readonly workers: SimWorker[] = [];
  readonly people: SimPerson[] = [];
  /** Those of workers that have threads. */
  readonly #threads = new Map<SimWorker, SimThreads>();
  /** True if somebody changed, or may have changed, the inputs of pay. */
  inputsChanged = false;
  readonly #ask: CastAsk;
  readonly #restarts: Seeded;
  /** The queue of all workers, if they share one. */
  #queue: InProcessEngine;
  #lives = 0;
  #withFaults = true;

  constructor(ask: CastAsk) {
    this.#ask = ask;
    this.#restarts = chanceOf(ask.seed, 'restarts');
    this.#queue = this.#newQueue(this);
    for (let index = 1; index <= ask.weather.people; index += 1) {
      this.people.push(new SimPerson(`person-${index}`));
    }
  }

  // ------------------------------------------------------------------ workers

  /** Starts all workers in a storm, and one afterwards. */
  startWorkers(ask: { readonly faults: boolean }): void {
    this.#withFaults = ask.faults;
    this.#queue = this.#newQueue(this);
    const count = ask.faults ? this.#ask.weather.workers : 1;
    for (let index = 1; index <= count; index += 1) this.#start(`w${index}`);
  }

  #start(name: string): void {
    const { weather, conduct, time, trace } = this.#ask;
    this.#lives += 1;
    const worker = new SimWorker(`${name}.${this.#lives}`);
    this.workers.push(worker);
    trace.note(worker.name, 'starts');
    const engine = weather.queue === 'shared' ? this.#queue : this.#newQueue(worker);
    const world = { ...this.#worldOf(worker), ...this.#threadsOf(worker) };
    const { concurrency, pulseSeconds } = weather;
    worker.serve({ conduct, world, engine, time, concurrency, pulseSeconds }).then(
      () => this.#ended(worker, 'ends'),
      (error: unknown) => {
        if (!isArranged(error)) this.#ask.onProblem('unexpected_error', `${worker.name}: ${error}`);
        this.kill(worker, `fails: ${error}`);
      },
    );
  }

  /** No more of its code runs. The tasks that it had in hand return to the queue. */
  kill(worker: SimWorker, how: string): void {
    this.#ask.trace.note(worker.name, how);
    this.#ask.traffic.bury(worker);
    for (const thread of this.#threads.get(worker)?.all ?? []) this.#ask.traffic.bury(thread);
    this.#ask.time.dropTimersOf(worker);
    worker.leaveQueue();
    this.#ended(worker, 'is gone');
  }

  /** Its worker lives on, and answers for the chunks that it had in hand. */
  killThread(thread: SimThread, how: string): void {
    this.#ask.trace.note(thread.name, how);
    this.#ask.traffic.bury(thread);
    this.#threads.get(thread.worker)?.lose(thread);
  }

  #threadsOf(worker: SimWorker): Pick<World, 'chunkThreads'> {
    const { threads: count } = this.#withFaults ? this.#ask.weather : calm;
    if (count === 0) return {};
    const worldOf = (thread: SimThread): World => {
      const { store, telemetry, caller, settings: own } = this.#worldOf(thread);
      return { store, telemetry, caller, settings: own, worker: `worker:${worker.name}` };
    };
    const chunkThreads = new SimThreads({ worker, count, worldOf });
    this.#threads.set(worker, chunkThreads);
    return { chunkThreads };
  }

  #ended(worker: SimWorker, how: string): void {
    this.#threads.delete(worker);
    const place = this.workers.indexOf(worker);
    if (place === -1) return;
    const { trace, time } = this.#ask;
    worker.isAlive = false;
    this.workers.splice(place, 1);
    trace.note(worker.name, how);
    if (!this.#withFaults) return;
    const seconds = 1 + this.#restarts.below(60);
    time.timersOf(this).after(seconds * 1_000, () => this.#restart(worker));
  }

  /** Starts a new worker, as a supervisor does. The quiet phase starts new workers anyway. */
  #restart(worker: SimWorker): void {
    if (this.#withFaults) this.#start(worker.name.split('.')[0] ?? '');
  }

  /** Wakes a frozen worker whose lease has expired, while others do its work. */
  wakeSomebody(chance: Seeded): void {
    const overdueMs = this.#ask.time.nowMs - 1_000 * settings.leaseSeconds;
    for (const worker of this.workers) {
      const isOverdue = worker.isStalled && worker.stalledAtMs < overdueMs;
      if (isOverdue && chance.chance(0.06)) this.wake(worker);
    }
  }

  wake(worker: SimWorker): void {
    if (!worker.isStalled) return;
    worker.isStalled = false;
    this.#ask.trace.note(worker.name, 'goes on');
  }

  flushQueue(): void {
    this.#queue.flush();
  }

  #newQueue(owner: object): InProcessEngine {
    const { weather, time, seed } = this.#ask;
    const { tasks, clockErrorHours } = this.#withFaults ? weather : calm;
    return new InProcessEngine({
      clock: { now: () => time.now().add({ hours: clockErrorHours }) },
      timers: time.timersOf(owner),
      ...goingWrong({ seed: chanceOf(seed, 'queue').below(2 ** 31), ...tasks }),
      onEvent: ({ kind, id, error }) => {
        if (kind !== 'task_failed' || isArranged(error)) return;
        this.#ask.onProblem('unexpected_error', `task ${id}: ${error}`);
      },
    });
  }

  // ------------------------------------------------------------------ people

  /** Starts an action. It ends when its statements have gone through. */
  act(deed: Deed): void {
    const { time, trace, weather, conduct } = this.#ask;
    const person = this.people.find((one) => !one.isBusy) ?? new SimPerson('ops');
    if (!this.people.includes(person)) this.people.push(person);
    person.isBusy = true;
    this.inputsChanged ||= deed.changesInputs;
    trace.note(person.name, deed.name);
    const timers = time.timersOf(person);
    const pause = () => new Promise<void>((resolve) => timers.after(5_000, resolve));
    const told = (how: string) => {
      person.isBusy = false;
      trace.note(person.name, how);
    };
    deed
      .act(
        { ...this.#worldOf(person), engine: this.#queue },
        { concurrency: weather.concurrency, pause },
        { runOffCycle, reverseRun, correctRun, payHeld, ...conduct.hands },
      )
      .then(told, (error: unknown) => {
        if (!isArranged(error)) this.#ask.onProblem('unexpected_error', `${person.name}: ${error}`);
        told(`is told: ${error}`);
      });
  }

  isAnybodyBusy(): boolean {
    return this.people.some((person) => person.isBusy);
  }

  // ------------------------------------------------------------------ both

  #worldOf(caller: Caller): World {
    const { chunkSize } = this.#ask.weather;
    return worldThrough(this.#ask.gate, {
      caller,
      settings: { ...settings, chunkSize },
      telemetry: this.#telemetryOf(caller),
      timers: this.#ask.time.timersOf(caller),
    });
  }

  #telemetryOf(caller: Caller): Telemetry {
    const emit = (event: PaybeatEvent) => {
      const { kind, ...facts } = event;
      if (kind === 'employees_calculated' || kind === 'outage') return;
      const words = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`);
      this.#ask.trace.note(caller.name, `(${kind} ${words.join(', ')})`);
      if (event.kind === 'chunk_failed' && !isSimulated(event.message)) {
        this.#ask.onProblem('unexpected_error', event.message);
      }
    };
    return { emit };
  }
}
