/**
 * Statements on their way: sent, waiting for a lock, answered, their answer lost, their sender gone.
 *
 * Promises
 *   - after each call every statement on its way is answered or waits for a lock, never in between,
 *     so that what follows does not depend on how fast the server is;
 *   - an answer that had to wait for a lock arrives when the simulation says so;
 *   - a client that went away leaves a ghost: its locks stay until the server notices;
 *   - a deadlock ends the statement that closed the circle, and is told of.
 */
import { assert } from '#errors.ts';
import type { QueryResult } from '#store/connections.ts';
import { waitUntil } from '#store/embedded/wait-until.ts';
import type { Backend, Backends } from './backends.ts';
import { type Caller, connectionLost, type Gate, type Line, type Parked } from './gate.ts';

/** What befalls a statement that was let through. */
export type Fate = 'answered' | 'reply_lost' | 'caller_dies';

export interface Flight {
  readonly parked: Parked;
  readonly fate: Fate;
  readonly backend: Backend;
  outcome: { readonly result: QueryResult | undefined } | { readonly error: Error } | null;
  /** Why the simulation, in the server's place, has cancelled it. */
  cancelled: 'deadlock' | 'lock_timeout' | null;
  readonly settled: Promise<void>;
}

/** A session whose client has gone; the server does not know it yet. */
export interface Ghost {
  readonly of: string;
  readonly backend: Backend;
  readonly flight: Flight | null;
}

export class Traffic {
  /** On their way: waiting for a lock, or answered and not yet delivered. */
  readonly flights = new Set<Flight>();
  readonly ghosts = new Set<Ghost>();
  readonly #backends: Backends;
  readonly #gate: Gate;
  readonly #onDeadlock: (flight: Flight) => void;

  constructor(ask: {
    readonly backends: Backends;
    readonly gate: Gate;
    readonly onDeadlock: (flight: Flight) => void;
  }) {
    this.#backends = ask.backends;
    this.#gate = ask.gate;
    this.#onDeadlock = ask.onDeadlock;
  }

  /** Answered, and delivered when asked; what was not delivered at once had to wait for a lock. */
  arrived(): readonly Flight[] {
    return [...this.flights].filter((flight) => flight.outcome !== null && !this.#isGhost(flight));
  }

  waiting(): readonly Flight[] {
    return [...this.flights].filter((flight) => flight.outcome === null);
  }

  /** Sends it; the flight is answered or blocked afterwards. */
  async send(parked: Parked, fate: Fate): Promise<Flight> {
    const { line } = parked;
    this.#gate.take(parked);
    line.backend ??= await this.#backends.take();
    if (parked.sql.startsWith('begin;')) line.isWriting = true;
    const flight = fly(parked, fate, line.backend);
    this.flights.add(flight);
    await this.#settle(flight);
    return flight;
  }

  /** Gives the caller what the server answered, or what its fate makes of that. */
  deliver(flight: Flight): void {
    const { parked, fate, outcome } = flight;
    assert(outcome, 'only what has arrived is delivered');
    this.flights.delete(flight);
    if (fate === 'caller_dies') return;
    if (fate === 'reply_lost') {
      this.breakLine(parked.line);
      parked.fail(connectionLost());
    } else if ('error' in outcome) parked.fail(outcome.error);
    else parked.answer(outcome.result);
  }

  /**
   * The connection is lost. The caller finds out at its next statement, or instead of an answer; the
   * server when the ghost is reaped.
   */
  breakLine(line: Line): void {
    line.isBroken = true;
    if (!line.backend) return;
    const flight = [...this.flights].find((one) => one.parked.line === line) ?? null;
    this.ghosts.add({ of: line.caller.name, backend: line.backend, flight });
    line.backend = null;
    if (flight) this.#gate.parked.push(flight.parked);
  }

  /** The caller is no more: nothing of its code runs again. */
  bury(caller: Caller): void {
    caller.isAlive = false;
    for (const line of [...this.#gate.lines].filter((one) => one.caller === caller)) {
      this.breakLine(line);
      this.#gate.forget(line);
    }
  }

  /** The server gives up on whoever waits for a lock: 8 seconds have passed. */
  async timeOutWaits(): Promise<void> {
    for (const flight of this.waiting()) await this.#cancel(flight, 'lock_timeout');
    await this.#settle(null);
  }

  async #cancel(flight: Flight, why: NonNullable<Flight['cancelled']>): Promise<void> {
    flight.cancelled = why;
    await this.#backends.cancel(flight.backend.pid);
    await flight.settled;
  }

  /** The server notices that the client has gone: the transaction is taken back, its locks are free. */
  async reap(ghost: Ghost): Promise<void> {
    this.ghosts.delete(ghost);
    const { flight, backend } = ghost;
    if (flight) {
      if (flight.outcome === null) await this.#backends.cancel(backend.pid);
      await flight.settled;
      this.flights.delete(flight);
    }
    await backend.connection.query('rollback');
    this.#backends.give(backend);
    await this.#settle(null);
  }

  #isGhost(flight: Flight): boolean {
    return [...this.ghosts].some((ghost) => ghost.flight === flight);
  }

  /** Until every statement on its way is answered or waits for a lock. */
  async #settle(sent: Flight | null): Promise<void> {
    if (sent !== null && (await this.#isAnswered(sent)) && !releasesLocks(sent)) return;
    for (;;) {
      const flying = this.waiting();
      if (flying.length === 0) return;
      const blockers = await this.#backends.blockersOf(flying.map((one) => one.backend.pid));
      const isStill = (one: Flight) =>
        one.outcome === null && (blockers.get(one.backend.pid)?.length ?? 0) > 0;
      if (!flying.every(isStill)) continue;
      const closing = flying.findLast((one) => isInCircle(one.backend.pid, blockers));
      if (!closing) return;
      this.#onDeadlock(closing);
      await this.#cancel(closing, 'deadlock');
    }
  }

  async #isAnswered(sent: Flight): Promise<boolean> {
    if (this.#canBlock(sent)) return answeredSoon(sent);
    await sent.settled;
    return true;
  }

  /** A reader never waits, nor does a writer who is alone. */
  #canBlock(flight: Flight): boolean {
    if (!flight.parked.line.isWriting) return false;
    const others = [...this.#gate.lines].some(
      (line) => line !== flight.parked.line && line.isWriting && line.backend !== null,
    );
    return others || this.ghosts.size > 0 || this.flights.size > 1;
  }
}

function fly(parked: Parked, fate: Fate, backend: Backend): Flight {
  const { promise, resolve } = Promise.withResolvers<void>();
  const flight: Flight = {
    parked,
    fate,
    backend,
    outcome: null,
    cancelled: null,
    settled: promise,
  };
  parked.send(backend.connection).then(
    (result) => {
      flight.outcome = { result };
      resolve();
    },
    (error: Error) => {
      flight.outcome = { error: flight.cancelled ? cancelledBy(flight.cancelled) : error };
      resolve();
    },
  );
  return flight;
}

/** Almost every statement is answered by then, without a question about locks; true when this one is. */
async function answeredSoon(flight: Flight): Promise<boolean> {
  const isAnswered = () => flight.outcome !== null;
  const soon = waitUntil(isAnswered, { seconds: 0.005, everyMilliseconds: 5 });
  await Promise.race([flight.settled, soon]);
  return isAnswered();
}

/** The end of a transaction, as an error is: only then can those go on who wait for a lock. */
function releasesLocks({ parked, outcome }: Flight): boolean {
  const isEnd = parked.sql === 'commit' || parked.sql === 'rollback';
  return isEnd || outcome === null || 'error' in outcome;
}

function isInCircle(pid: number, blockers: ReadonlyMap<number, readonly number[]>): boolean {
  const seen = new Set<number>();
  const look = (at: number): boolean =>
    (blockers.get(at) ?? []).some((next) => {
      if (next === pid) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return look(next);
    });
  return look(pid);
}

function cancelledBy(why: NonNullable<Flight['cancelled']>): Error {
  const code = { deadlock: '40P01', lock_timeout: '55P03' }[why];
  return Object.assign(new Error(`canceling statement: ${why}`), { code });
}
