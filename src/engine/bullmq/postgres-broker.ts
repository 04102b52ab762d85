/**
 * BullMQ on PostgreSQL. Its tables are in the schema `bullmq`, next to Paybeat's schema.
 *
 * A worker uses LISTEN/NOTIFY, so the URL must lead to the server itself or to a pooler in session
 * mode. Each connection has time limits. Only this file runs BullMQ's migrations, and only for a
 * user who may.
 *
 * On this broker, a worker's own clock decides whether a task's lock has expired. With a wrong
 * clock, tasks run twice, which is harmless: see decision 0002.
 */
import {
  assertSchemaCompatibility,
  type BackendFactory,
  createPostgresBackend,
  DEFAULT_SCHEMA,
  isPgPool,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { assert } from '#errors.ts';
import { type Broker, type BullHolder, type BullQueue, holderSettings } from './broker.ts';
import { answered } from './broker-outage.ts';
import { PostgresNotices } from './postgres-notices.ts';

interface PostgresBrokerAsk {
  readonly url: string;
  /** Create or update BullMQ's tables. */
  readonly mayMigrate: boolean;
  /** Each test has its own. */
  readonly namespace?: string;
}

/** For all queues and workers of a process. One more connection listens. */
const connectionsMax = 6;
/** The field of BullMQ's queue table that marks our own queues. */
const mark = 'paybeat';

export function postgresBroker(ask: PostgresBrokerAsk): Broker {
  return new PostgresBroker(ask);
}

class PostgresBroker implements Broker {
  readonly #pool: pg.Pool;
  readonly #notices: PostgresNotices;
  readonly #backend: BackendFactory;
  readonly #mayMigrate: boolean;
  readonly #prefix: string;
  #ready: Promise<void> | undefined;

  constructor({ url, mayMigrate, namespace }: PostgresBrokerAsk) {
    this.#mayMigrate = mayMigrate;
    this.#prefix = namespace === undefined ? '' : `${namespace}.`;
    const settings = {
      connectionString: url,
      application_name: 'paybeat-tasks',
      connectionTimeoutMillis: 5_000,
      query_timeout: 35_000,
      statement_timeout: 30_000,
      lock_timeout: 8_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // A crash may lose a task or deliver it twice. Both are harmless, so commits do not wait for
      // the disk.
      options: `-c search_path=${DEFAULT_SCHEMA} -c synchronous_commit=off`,
    };
    this.#notices = new PostgresNotices(settings);
    this.#pool = new pg.Pool({ ...settings, max: connectionsMax, idleTimeoutMillis: 30_000 });
    // Every queue and worker adds listeners. The pool replaces a broken connection.
    this.#pool.setMaxListeners(0);
    this.#pool.on('error', () => undefined);
    const connection: unknown = this.#pool;
    assert(isPgPool(connection), 'BullMQ knows a pool of pg');
    // Does not keep a connection just for waiting: see postgres-notices.ts.
    this.#backend = (name, options) =>
      createPostgresBackend(name, { ...options, connection }, { withBlockingConnection: false });
  }

  ready(): Promise<void> {
    this.#ready ??= answered(this.#check()).catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #check(): Promise<void> {
    const client = await this.#pool.connect();
    try {
      if (this.#mayMigrate) await runMigrations(client, DEFAULT_SCHEMA);
      else await assertSchemaCompatibility(client, DEFAULT_SCHEMA);
    } finally {
      // A new connection is cheap. It cannot have settings that `runMigrations` left behind.
      client.release(true);
    }
  }

  queue(name: string): BullQueue {
    return new Queue(this.#prefix + name, { connection: {} }, this.#backend);
  }

  worker(name: string, as: { readonly workerName: string }): BullHolder {
    const options = { connection: {}, ...holderSettings, name: as.workerName };
    return new Worker(this.#prefix + name, undefined, options, this.#backend);
  }

  async remember(name: string): Promise<void> {
    await this.#pool.query(
      'insert into meta (queue, field, value) values ($1, $2, $3) on conflict do nothing',
      [this.#prefix + name, mark, '1'],
    );
  }

  async queueNames(): Promise<readonly string[]> {
    const { rows } = await this.#pool.query<{ queue: string }>(
      'select queue from meta where field = $1 and starts_with(queue, $2) order by queue',
      [mark, this.#prefix],
    );
    return rows.map(({ queue }) => queue.slice(this.#prefix.length));
  }

  async forgetEnded(name: string, id: string): Promise<boolean> {
    const { rows } = await this.#pool.query<{ isLive: boolean }>(
      `with ended as (delete from job where queue = $1 and id = $2
                        and state in ('completed', 'failed'))
       select exists (select from job where queue = $1 and id = $2
                        and state not in ('completed', 'failed')) as "isLive"`,
      [this.#prefix + name, id],
    );
    return rows[0]?.isLive === false;
  }

  async startsAtMs(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#pool.query<{ id: string; at: string }>(
      `select id, process_at_ms as at from job
       where queue = $1 and id = any($2) and process_at_ms is not null`,
      [this.#prefix + name, ids],
    );
    return new Map(rows.map(({ id, at }) => [id, Number(at)]));
  }

  listen(): Promise<void> {
    return this.#notices.listen();
  }

  looksInto(name: string): void {
    this.#notices.looksInto(this.#prefix + name);
  }

  async waitForTask(ask: {
    readonly name: string;
    readonly milliseconds: number;
  }): Promise<number> {
    await this.#notices.wait(this.#prefix + ask.name, ask.milliseconds);
    return 0;
  }

  interrupt(name: string): void {
    this.#notices.interrupt(this.#prefix + name);
  }

  async close(): Promise<void> {
    await this.#notices.close();
    await this.#pool.end();
  }
}
