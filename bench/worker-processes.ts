/** Real worker processes on a database, with the default settings and a few others. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const patienceMs = 60_000;

export class WorkerProcesses {
  readonly #url: string;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #running = new Map<string, ChildProcess>();

  private constructor(url: string, folder: string, environment: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#folder = folder;
    this.#environment = environment;
  }

  static async on(
    url: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<WorkerProcesses> {
    const folder = await mkdtemp(join(tmpdir(), 'paybeat-bench-workers-'));
    return new WorkerProcesses(url, folder, environment);
  }

  /** Starts those of these names that do not run, and waits until all tell that they live. */
  async start(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.#running.has(name)) continue;
      const child = spawn(process.execPath, ['bin/paybeat.js', 'worker', '--name', name], {
        stdio: ['ignore', 'ignore', 'ignore'],
        env: {
          ...{ PATH: process.env['PATH'] ?? '', HOME: this.#folder, DATABASE_URL: this.#url },
          ...{ PAYBEAT_DATA: join(this.#folder, 'data'), PAYBEAT_LOG: 'silent' },
          ...this.#environment,
        },
      });
      this.#running.set(name, child);
    }
    const startedMs = performance.now();
    while ((await this.#alive()) < names.length) {
      if (performance.now() - startedMs > patienceMs) throw new Error(`${names} do not start`);
      await wait(200);
    }
  }

  async #alive(): Promise<number> {
    const pids = [...this.#running.values()].map(({ pid }) => pid);
    const [row] = await ask<{ alive: number }>(
      this.#url,
      'select count(*)::int as alive from paybeat.worker where stopped_at is null and pid = any($1)',
      [pids],
    );
    return row?.alive ?? 0;
  }

  /** With SIGKILL. */
  async kill(name: string): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.kill(name)));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** On a connection of its own. */
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
