/**
 * One simulation's world, and the ways to move it.
 *
 * A step is one event: a statement goes through, an answer arrives, or the server notices a dead
 * client. After each step, all code has run until it needs the database again.
 */
import type { Seeded } from '#engine/seeded.ts';
import type { Conduct } from './callers.ts';
import { Cast } from './cast.ts';
import type { Problem } from './checks.ts';
import { connectionLost, Gate, type Line, type Parked, type Sent } from './gate.ts';
import type { LaidDatabase } from './laid-database.ts';
import { SimThread } from './sim-threads.ts';
import { SimTime } from './sim-time.ts';
import { spelled, type Trace } from './trace.ts';
import { type Fate, type Flight, type Ghost, Traffic } from './traffic.ts';
import type { Weather } from './weather.ts';

/** One event that may happen next. */
export type Move =
  | { readonly kind: 'send'; readonly parked: Parked }
  | { readonly kind: 'arrive'; readonly flight: Flight }
  | { readonly kind: 'reap'; readonly ghost: Ghost };

const stepsAtOnceMax = 20_000;
/** The time-outs of the store (src/store/store.ts). */
const lockTimeoutMs = 8_000;
const idleTimeoutMs = 30_000;

export class Stage {
  readonly database: LaidDatabase;
  readonly weather: Weather;
  readonly trace: Trace;
  readonly gate: Gate;
  readonly traffic: Traffic;
  readonly time: SimTime;
  readonly cast: Cast;
  readonly problems: Problem[] = [];

  constructor(ask: {
    readonly seed: number;
    readonly database: LaidDatabase;
    readonly conduct: Conduct;
    readonly weather: Weather;
    readonly trace: Trace;
  }) {
    const { database } = ask;
    this.database = database;
    this.weather = ask.weather;
    this.trace = ask.trace;
    this.time = new SimTime(Temporal.Instant.from(database.company.startsAt));
    this.gate = new Gate((backend) => database.backends.give(backend));
    this.traffic = new Traffic({
      backends: database.backends,
      gate: this.gate,
      onDeadlock: ({ parked }) =>
        this.problem('deadlock', `${parked.line.caller.name}: ${spelled(parked.sql, undefined)}`),
    });
    this.cast = new Cast({
      ...ask,
      gate: this.gate,
      traffic: this.traffic,
      time: this.time,
      onProblem: (code, detail) => this.problem(code, detail),
    });
  }

  problem(code: string, detail: string): void {
    this.trace.note('!', `${code}: ${detail.split('\n')[0]}`);
    this.problems.push({ code, detail });
  }

  // ------------------------------------------------------------------ what may happen

  moves(): readonly Move[] {
    return [
      ...this.gate.parked
        .filter((parked) => isFree(parked.line))
        .map((parked): Move => ({ kind: 'send', parked })),
      ...this.traffic
        .arrived()
        .filter((flight) => isFree(flight.parked.line))
        .map((flight): Move => ({ kind: 'arrive', flight })),
      ...[...this.traffic.ghosts].map((ghost): Move => ({ kind: 'reap', ghost })),
    ];
  }

  async perform(move: Move): Promise<void> {
    if (move.kind === 'send') await this.send(move.parked, 'answered');
    else if (move.kind === 'arrive') await this.#arrive(move.flight);
    else await this.reap(move.ghost);
  }

  async send(parked: Parked, fate: Fate): Promise<void> {
    const what = spelled(parked.sql, parked.parameters);
    const { caller, isBroken } = parked.line;
    if (isBroken) {
      this.trace.note(caller.name, `${what} → finds its connection lost`);
      this.gate.take(parked);
      parked.fail(connectionLost());
    } else {
      const flight = await this.traffic.send(parked, fate);
      if (flight.outcome === null) this.trace.note(caller.name, `${what} … waits`);
      else this.#deliver(flight, what);
    }
    await this.runCode();
  }

  async #arrive(flight: Flight): Promise<void> {
    this.#deliver(flight, `… ${spelled(flight.parked.sql, flight.parked.parameters)}`);
    await this.runCode();
  }

  async reap(ghost: Ghost): Promise<void> {
    this.trace.note(ghost.of, 'its connection is gone, says the server');
    await this.traffic.reap(ghost);
    await this.runCode();
  }

  #deliver(flight: Flight, what: string): void {
    const { outcome, fate, parked } = flight;
    const how = fate === 'answered' ? '' : ` (${fate})`;
    const said =
      outcome === null || 'error' in outcome
        ? `ERROR ${outcome?.error.message}`
        : inShort(outcome.result);
    this.trace.note(parked.line.caller.name, `${what} → ${said}${how}`);
    this.traffic.deliver(flight);
    const { caller } = parked.line;
    if (fate !== 'caller_dies') return;
    if (caller instanceof SimThread) this.cast.killThread(caller, 'dies');
    const worker = this.cast.workers.find((one) => one === caller);
    if (worker) this.cast.kill(worker, 'dies');
  }

  /** Runs everything that does not need the database, until all code waits for it. */
  async runCode(): Promise<void> {
    do await turn();
    while (this.time.runDue(isStopped));
  }

  /** Takes steps in any order until there are none, without faults and without moving the clock. */
  async runUntilIdle(chance: Seeded): Promise<void> {
    await this.runCode();
    for (let steps = 0; ; steps += 1) {
      const moves = this.moves();
      if (moves.length === 0) break;
      if (steps > stepsAtOnceMax) throw new Error('it never comes to rest');
      this.cast.wakeSomebody(chance);
      await this.perform(chance.pick(moves));
    }
    // A frozen caller that holds a lock must release it: the clock ends its transaction.
    const isHeldUp = this.cast.workers.some((worker) => worker.isStalled);
    if (this.traffic.waiting().length > 0 && !isHeldUp) {
      throw new Error('statements wait for each other, and nobody else is there');
    }
  }

  // ------------------------------------------------------------------ time

  async moveClock(by: Temporal.DurationLike): Promise<void> {
    await this.moveClockTo(this.time.now().add(by).epochMilliseconds);
  }

  async moveClockTo(ms: number): Promise<void> {
    const passedMs = ms - this.time.nowMs;
    if (passedMs > lockTimeoutMs) await this.traffic.timeOutWaits();
    if (passedMs > idleTimeoutMs) await this.#endIdleTransactions();
    this.time.moveTo(ms);
    this.trace.note('clock', `${this.time.now()}`);
    await this.database.clock.set(this.time.now());
    await this.runCode();
  }

  /** Ends idle transactions, as the server does after its time limit. */
  async #endIdleTransactions(): Promise<void> {
    for (const line of this.gate.lines) if (line.backend) this.traffic.breakLine(line);
    await this.reapAll();
  }

  async reapAll(): Promise<void> {
    for (const ghost of [...this.traffic.ghosts]) await this.reap(ghost);
  }

  // ------------------------------------------------------------------ the end of it

  /** Ends all faults: dead clients are noticed, workers end, and frozen callers continue. */
  async calmDown(): Promise<void> {
    for (const worker of this.cast.workers) worker.stop();
    await this.reapAll();
    await this.runCode();
  }

  /** Ends everything that is left, so that the sessions can be used again. */
  async clear(): Promise<void> {
    for (const worker of [...this.cast.workers]) this.cast.kill(worker, 'is switched off');
    for (const person of this.cast.people) this.traffic.bury(person);
    for (const ghost of [...this.traffic.ghosts]) await this.traffic.reap(ghost);
  }
}

function isFree(line: Line): boolean {
  return !isStopped(line.caller);
}

export function isStopped(owner: object): boolean {
  return 'isStalled' in owner && owner.isStalled === true;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function inShort(result: Sent): string {
  if (result === undefined) return '';
  return 'rowCount' in result ? `${result.rowCount ?? ''}` : `${result.length} bytes`;
}
