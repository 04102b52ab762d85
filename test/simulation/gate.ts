/**
 * The gate: every statement that a process sends to the database stops here until it is let through.
 *
 * Between two statements a process is ordinary code that waits for nothing else, so whoever opens the
 * gate decides the order of everything. Which one to open is decided in simulation.ts; what happens to
 * a statement that was let through, in traffic.ts.
 */
import { operator } from '#caller.ts';
import type { Timers } from '#engine/timers.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import type { World } from '#operations/world.ts';
import type { Settings } from '#settings/work-settings.ts';
import type { Connection, Connections, QueryResult } from '#store/connections.ts';
import { storeOver } from '#store/store.ts';
import type { Telemetry } from '#telemetry.ts';
import type { Backend } from './backends.ts';

/** Whoever talks to the database: a worker of one life, a person. */
export interface Caller {
  readonly name: string;
  isAlive: boolean;
  /** Stands still, as after SIGSTOP. */
  isStalled: boolean;
}

/** One connection of a caller, as the caller knows it. */
export interface Line {
  readonly id: number;
  readonly caller: Caller;
  /** From the first statement on. */
  backend: Backend | null;
  isWriting: boolean;
  isBroken: boolean;
}

export interface Parked {
  readonly line: Line;
  readonly sql: string;
  readonly parameters: readonly unknown[] | undefined;
  readonly send: (connection: Connection) => Promise<QueryResult | undefined>;
  readonly answer: (result: QueryResult | undefined) => void;
  readonly fail: (error: Error) => void;
}

export class Gate {
  /** In the order in which they came. */
  readonly parked: Parked[] = [];
  readonly lines = new Set<Line>();
  /** The database answers nobody. */
  isAway = false;
  readonly #onRelease: (backend: Backend) => void;
  #linesMade = 0;

  /** `onRelease` gets a backend whose caller has ended its transaction. */
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
    return {
      query: (sql, parameters) =>
        this.#park(line, {
          sql,
          parameters,
          send: (connection) => connection.query(sql, parameters),
        }) as Promise<QueryResult>,
      copyIn: async (sql, chunks) => {
        // Formed before the statement is sent, as a stream of its own would.
        const bytes = [...chunks];
        const send = async (connection: Connection) => {
          await connection.copyIn(sql, bytes);
          return undefined;
        };
        await this.#park(line, { sql, parameters: undefined, send });
      },
      release: () => {
        this.lines.delete(line);
        if (line.backend) this.#onRelease(line.backend);
        line.backend = null;
      },
    };
  }

  #park(
    line: Line,
    statement: Pick<Parked, 'sql' | 'parameters' | 'send'>,
  ): Promise<QueryResult | undefined> {
    if (line.isBroken || this.isAway) return Promise.reject(connectionLost());
    return new Promise((answer, fail) => {
      this.parked.push({ line, ...statement, answer, fail });
    });
  }

  take(parked: Parked): void {
    this.parked.splice(this.parked.indexOf(parked), 1);
  }

  /** Its caller is no more. */
  forget(line: Line): void {
    this.lines.delete(line);
    for (const parked of this.parked.filter((one) => one.line === line)) this.take(parked);
  }
}

/** The world of a caller whose every statement stops at the gate. */
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

/** What `pg` throws when the other side has gone. */
export function connectionLost(): Error {
  return Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
}
