/**
 * The PostgreSQL sessions of a simulation, and one more that observes them.
 *
 * The observer reads which session waits for which. A client cannot see that by itself.
 */
import pg from 'pg';
import type { Connection, Connections } from '#store/connections.ts';
import { connectionsOf } from '#store/connections.ts';

export interface Backend {
  readonly pid: number;
  readonly connection: Connection;
}

export class Backends {
  readonly #outside: pg.Client;
  readonly #connections: Connections;
  readonly #free: Backend[] = [];
  readonly #all: Backend[] = [];

  private constructor(outside: pg.Client, connections: Connections) {
    this.#outside = outside;
    this.#connections = connections;
  }

  static async open(url: string): Promise<Backends> {
    const outside = new pg.Client({ connectionString: url });
    await outside.connect();
    return new Backends(outside, connectionsOf({ url, connections: 60 }));
  }

  async take(): Promise<Backend> {
    // The one that was used last has kept the plans of most texts.
    const free = this.#free.pop();
    if (free) return free;
    const connection = await this.#connections.connect();
    // The simulation itself detects deadlocks and the end of clients, at times that it chooses.
    const set = await connection.query(`set lock_timeout = 0; set deadlock_timeout = '10min';
      set idle_in_transaction_session_timeout = 0; set plan_cache_mode = force_generic_plan;
      select pg_backend_pid() as pid`);
    const backend = { pid: pidOf(set), connection };
    this.#all.push(backend);
    return backend;
  }

  /** Returns a session whose transaction has ended. */
  give(backend: Backend): void {
    this.#free.push(backend);
  }

  /** The sessions that each of these sessions waits for. */
  async blockersOf(pids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>> {
    const { rows } = await this.#outside.query<{ pid: number; blockers: number[] }>(
      'select pid, pg_blocking_pids(pid) as blockers from unnest($1::int[]) as t(pid)',
      [pids],
    );
    return new Map(rows.map((row) => [row.pid, row.blockers]));
  }

  async cancel(pid: number): Promise<void> {
    await this.#outside.query('select pg_cancel_backend($1)', [pid]);
  }

  /** Queries outside every process: the statement neither parks nor fails. */
  async query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    return (await this.#outside.query<Row>(sql, values)).rows;
  }

  async close(): Promise<void> {
    for (const { connection } of this.#all) connection.release();
    await this.#connections.end();
    await this.#outside.end();
  }
}

/** `pg` returns an array of results for several statements. */
function pidOf(result: unknown): number {
  const last: unknown = Array.isArray(result) ? result.at(-1) : result;
  const { rows } = last as { readonly rows: readonly { readonly pid: number }[] };
  const [row] = rows;
  if (row === undefined) throw new Error('a session knows its process id');
  return row.pid;
}
