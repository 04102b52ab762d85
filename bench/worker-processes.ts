/** Worker processes on a database, with the default settings except for a few. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { atTheEnd, benchFolder } from './clean-up.ts';

/** Allows for the start of a Node process on a busy machine. */
const patienceMs = 180_000;
/** How much of a worker's latest output is kept, in characters. */
const wordsKept = 2_000;

interface RunningWorker {
  readonly child: ChildProcess;
  readonly said: () => string;
}

export class WorkerProcesses {
  readonly #url: string;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #running = new Map<string, RunningWorker>();
  #isClosed = false;

  private constructor(url: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#folder = folder;
    this.#environment = environment;
  }

  static async on(
    url: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<WorkerProcesses> {
    const workers = new WorkerProcesses(url, await benchFolder(), environment);
    atTheEnd(() => workers.close());
    return workers;
  }

  /**
   * Starts the named workers that are not running, and waits until all report that they are alive.
   */
  async start(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.#isClosed) throw new Error('the bench is over');
      if (!this.#running.has(name)) this.#running.set(name, this.#spawn(name));
    }
    const startedMs = performance.now();
    for (;;) {
      const alive = await this.#alive();
      const isMissing = (name: string) => !alive.has(this.#running.get(name)?.child.pid ?? 0);
      const missing = names.filter(isMissing);
      if (missing.length === 0) return;
      const isOver = performance.now() - startedMs > patienceMs;
      const ended = missing.filter((name) => hasEnded(this.#running.get(name)));
      if (isOver || ended.length > 0) throw new Error(this.#howTheyFare(missing));
      await wait(200);
    }
  }

  #spawn(name: string): RunningWorker {
    const child = spawn(process.execPath, ['bin/paybeat.js', 'worker', '--name', name], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...{ PATH: process.env['PATH'] ?? '', HOME: this.#folder, DATABASE_URL: this.#url },
        ...{ PAYBEAT_DATA: join(this.#folder, 'data'), PAYBEAT_LOG: 'warn' },
        ...this.#environment,
      },
    });
    let said = '';
    child.stderr.on('data', (part) => {
      said = `${said}${part}`.slice(-wordsKept);
    });
    return { child, said: () => said };
  }

  #howTheyFare(names: readonly string[]): string {
    const told = names.map((name) => {
      const worker = this.#running.get(name);
      const how = hasEnded(worker)
        ? `ended with ${worker?.child.signalCode ?? worker?.child.exitCode}`
        : `is running and has not told the database after ${patienceMs / 1_000} s`;
      return `worker ${name} ${how}; it said: ${worker?.said().trim() || 'nothing'}`;
    });
    return told.join('\n');
  }

  /** The ids of the processes that are alive according to the database. */
  async #alive(): Promise<ReadonlySet<number>> {
    const pids = [...this.#running.values()].map(({ child }) => child.pid);
    const rows = await ask<{ pid: number }>(
      this.#url,
      'select pid from paybeat.worker where stopped_at is null and pid = any($1)',
      [pids],
    );
    return new Set(rows.map(({ pid }) => pid));
  }

  pids(): readonly number[] {
    return [...this.#running.values()].flatMap(({ child }) => child.pid ?? []);
  }

  /** Kills with SIGKILL. */
  async kill(name: string): Promise<void> {
    const worker = this.#running.get(name);
    this.#running.delete(name);
    if (!worker || hasEnded(worker)) return;
    const ended = once(worker.child, 'exit');
    worker.child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#running.keys()].map((name) => this.kill(name)));
  }
}

function hasEnded(worker: RunningWorker | undefined): boolean {
  return !worker || worker.child.exitCode !== null || worker.child.signalCode !== null;
}

/** Queries on a separate connection. */
export async function ask<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
