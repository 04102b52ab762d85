/**
 * Every statement of a process to the database waits at this gate until it is let through.
 *
 * Between two statements a process waits for nothing else. The order in which the gate opens
 * therefore decides the order of everything. simulation.ts decides which statement goes next;
 * traffic.ts decides what happens to it.
 */
import { operator } from '#caller.ts';
import type { Timers } from '#engine/timers.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import type { World } from '#operations/world.ts';
import type { Settings } from '#settings/work-settings.ts';
import type { Connection, Connections, QueryResult } from '#store/connections.ts';
import { oneByOne } from '#store/one-by-one.fixture.ts';
import { storeOver } from '#store/store.ts';
import type { Telemetry } from '#telemetry.ts';
import type { Backend } from './backends.ts';

/** Who talks to the database: one life of a worker, or a person. */
export interface Caller {
  readonly name: string;
  isAlive: boolean;
  /** True if it is frozen, as after SIGSTOP. */
  isStalled: boolean;
}

/** One connection of a caller, from the caller's side. */
export interface Line {
  readonly id: number;
  readonly caller: Caller;
  /** Set at the first statement. */
  backend: Backend | null;
  isWriting: boolean;
  isBroken: boolean;
}

/** What a statement answers: rows, the bytes of COPY TO, or nothing. */
export type Sent = QueryResult | Buffer | undefined;

export interface Parked {
  readonly line: Line;
  readonly sql: string;
  readonly parameters: readonly unknown[] | undefined;
  readonly send: (connection: Connection) => Promise<Sent>;
  readonly answer: (result: Sent) => void;
  readonly fail: (error: Error) => void;
}

export class Gate {
  /** In the order of arrival. */
  readonly parked: Parked[] = [];
  readonly lines = new Set<Line>();
  /** True if the database answers nobody. */
  isAway = false;
  readonly #onRelease: (backend: Backend) => void;
  #linesMade = 0;

  /** `onRelease` receives a backend whose caller has ended its transaction. */
  constructor(onRelease: (backend: Backend) => void) {
    this.#onRelease = onRelease;
  }

  connectionsOf(caller: Caller): Connections {
    return { connect: async () => this.#connection(caller), end: async () => undefined };
  }

  #connection(caller: Caller): Connection {
    this.#linesMade += 1;
    const line: Line = {
      id: this.#linesMade,
      caller,
      backend: null,
      isWriting: false,
      isBroken: false,
    };
    this.lines.add(line);
    const query: Connection['query'] = (sql, parameters, how) =>
      this.#park(line, {
        sql,
        parameters,
        // Thousands of times the same texts: without a kept plan, the server mostly parses and plans.
        send: (connection) => connection.query(sql, parameters, { ...how, keepsPlan: true }),
      }) as Promise<QueryResult>;
    return {
      query,
      // Each is an event of its own, so that anything may happen between two of them.
      together: oneByOne(query),
      copyIn: async (sql, chunks) => {
        // Collects the bytes before the statement is sent, as a separate stream would.
        const bytes = [...chunks];
        const send = async (connection: Connection) => {
          await connection.copyIn(sql, bytes);
          return undefined;
        };
        await this.#park(line, { sql, parameters: undefined, send });
      },
      copyOut: (sql) =>
        this.#park(line, {
          sql,
          parameters: undefined,
          send: (connection) => connection.copyOut(sql),
        }) as Promise<Buffer>,
      release: () => {
        this.lines.delete(line);
        if (line.backend) this.#onRelease(line.backend);
        line.backend = null;
      },
    };
  }

  #park(line: Line, statement: Pick<Parked, 'sql' | 'parameters' | 'send'>): Promise<Sent> {
    if (line.isBroken || this.isAway) return Promise.reject(connectionLost());
    return new Promise((answer, fail) => {
      this.parked.push({ line, ...statement, answer, fail });
    });
  }

  take(parked: Parked): void {
    this.parked.splice(this.parked.indexOf(parked), 1);
  }

  /** Forgets the line of a dead caller. */
  forget(line: Line): void {
    this.lines.delete(line);
    for (const parked of this.parked.filter((one) => one.line === line)) this.take(parked);
  }
}

/** The world of a caller: every statement waits at the gate. */
export function worldThrough(
  gate: Gate,
  ask: {
    readonly caller: Caller;
    readonly settings: Settings;
    readonly telemetry: Telemetry;
    readonly timers: Timers;
  },
): World {
  const { caller, settings, telemetry, timers } = ask;
  const store = storeOver(gate.connectionsOf(caller));
  const worker = `worker:${caller.name}`;
  const { leaseSeconds } = settings;
  const inHand = new WorkInHand({ store, owner: worker, leaseSeconds, timers });
  const door = operator({ who: `person:${caller.name}`, door: 'library' });
  return { store, telemetry, caller: door, worker, settings, inHand };
}

/** The error that `pg` throws when the other side is gone. */
export function connectionLost(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
}
