/**
 * Statements in flight: sent, waiting for a lock, or answered. A reply may be lost, and a sender
 * may die.
 *
 * Promises
 *
 *   - after each call, every statement in flight is either answered or waits for a lock. The result
 *     therefore does not depend on the server's speed;
 *   - the answer of a statement that waited for a lock arrives when the simulation says so;
 *   - a client that dies leaves a ghost, whose locks stay until the server notices;
 *   - a deadlock ends the statement that completed the circle, and is recorded.
 */
import { assert } from '#errors.ts';

import { waitUntil } from '#store/embedded/wait-until.ts';
import type { Backend, Backends } from './backends.ts';
import {
  type Caller,
  connectionLost,
  type Gate,
  type Line,
  type Parked,
  type Sent,
} from './gate.ts';

/** What happens to a statement that was let through. */
export type Fate = 'answered' | 'reply_lost' | 'caller_dies';

export interface Flight {
  readonly parked: Parked;
  readonly fate: Fate;
  readonly backend: Backend;
  outcome: { readonly result: Sent } | { readonly error: Error } | null;
  /** Why the simulation cancelled the statement in the server's place. */
  cancelled: 'deadlock' | 'lock_timeout' | null;
  readonly settled: Promise<void>;
}

/** A session whose client is gone, which the server has not noticed. */
export interface Ghost {
  readonly of: string;
  readonly backend: Backend;
  readonly flight: Flight | null;
}

export class Traffic {
  /** Statements in flight: waiting for a lock, or answered and not delivered. */
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

  /**
   * Statements that are answered but were not delivered at once, because they waited for a lock.
   */
  arrived(): readonly Flight[] {
    return [...this.flights].filter((flight) => flight.outcome !== null && !this.#isGhost(flight));
  }

  waiting(): readonly Flight[] {
    return [...this.flights].filter((flight) => flight.outcome === null);
  }

  /** Sends a statement. Afterwards it is answered or waits for a lock. */
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

  /** Gives the caller the server's answer, or what the fate makes of it. */
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
   * Breaks a connection. The caller notices at its next statement or instead of an answer, and the
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

  /** Buries a dead caller: no more of its code runs. */
  bury(caller: Caller): void {
    caller.isAlive = false;
    for (const line of [...this.#gate.lines].filter((one) => one.caller === caller)) {
      this.breakLine(line);
      this.#gate.forget(line);
    }
  }

  /** Cancels every statement that waits for a lock, because 8 seconds have passed. */
  async timeOutWaits(): Promise<void> {
    for (const flight of this.waiting()) await this.#cancel(flight, 'lock_timeout');
    await this.#settle(null);
  }

  async #cancel(flight: Flight, why: NonNullable<Flight['cancelled']>): Promise<void> {
    flight.cancelled = why;
    await this.#backends.cancel(flight.backend.pid);
    await flight.settled;
  }

  /** Lets the server notice a dead client: it rolls back the transaction and releases its locks. */
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

  /** Waits until every statement in flight is answered or waits for a lock. */
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

  /** A reader never waits, and neither does a lone writer. */
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

/** Almost every statement is answered quickly, without a query about locks. True if this one is. */
async function answeredSoon(flight: Flight): Promise<boolean> {
  const isAnswered = () => flight.outcome !== null;
  const soon = waitUntil(isAnswered, { seconds: 0.005, everyMilliseconds: 5 });
  await Promise.race([flight.settled, soon]);
  return isAnswered();
}

/**
 * True at the end of a transaction or after an error. Only then can statements that wait for a lock
 * continue.
 */
function releasesLocks({ parked, outcome }: Flight): boolean {
  const isEnd = /^(commit|rollback)\b/.test(parked.sql);
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
