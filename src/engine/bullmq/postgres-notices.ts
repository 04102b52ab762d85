/**
 * Listens for BullMQ's notifications on PostgreSQL. One connection serves all queues and workers of
 * a process.
 *
 * BullMQ would use one connection per queue of each worker. A notification only makes a worker look
 * earlier. While the connection is broken, waits end after their time, and the next wait
 * reconnects.
 */
import pg from 'pg';
import { systemTimers } from '#engine/timers.ts';

/** BullMQ's channel; the payload is the name of the queue. */
const channel = 'bullmq_jobs';

export class PostgresNotices {
  readonly #settings: pg.ClientConfig;
  readonly #waits = new Map<string, Set<() => void>>();
  /** Queues with a notification since a worker last looked there. */
  readonly #announced = new Set<string>();
  #client: Promise<pg.Client> | undefined;
  #isClosed = false;

  constructor(settings: pg.ClientConfig) {
    this.#settings = settings;
  }

  /** Resolves when notifications arrive here. */
  async listen(): Promise<void> {
    this.#listen();
    await this.#client;
  }

  /** Called before a worker looks into a queue. A notification from now on ends the next wait. */
  looksInto(queue: string): void {
    this.#announced.delete(queue);
  }

  /** Resolves at the first notification for this queue, or after the given time. */
  async wait(queue: string, milliseconds: number): Promise<void> {
    this.#listen();
    if (this.#announced.has(queue) || this.#isClosed) return;
    const waits = this.#waits.get(queue) ?? new Set();
    this.#waits.set(queue, waits);
    await new Promise<void>((resolve) => {
      const end = () => {
        callOff();
        waits.delete(end);
        resolve();
      };
      const callOff = systemTimers.after(milliseconds, end);
      waits.add(end);
    });
  }

  /** Ends every wait for this queue now. */
  interrupt(queue: string): void {
    for (const end of [...(this.#waits.get(queue) ?? [])]) end();
  }

  #listen(): void {
    if (this.#client !== undefined || this.#isClosed) return;
    const connecting = this.#connect();
    this.#client = connecting;
    connecting.catch(() => this.#forget(connecting));
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#settings);
    const connected = Promise.withResolvers<void>();
    const isGone = () => {
      connected.reject(new Error('the connection ended'));
      if (this.#client !== undefined) this.#forget(this.#client);
      client.end().catch(() => undefined);
    };
    client.on('error', isGone);
    client.on('end', isGone);
    client.on('notification', ({ payload = '' }) => {
      this.#announced.add(payload);
      this.interrupt(payload);
    });
    client.connect().then(() => connected.resolve(), connected.reject);
    await connected.promise;
    await client.query(`listen ${channel}`);
    // Notifications may have been missed while nobody listened, so every worker looks now.
    for (const queue of this.#waits.keys()) this.interrupt(queue);
    return client;
  }

  #forget(client: Promise<pg.Client>): void {
    if (this.#client === client) this.#client = undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const queue of this.#waits.keys()) this.interrupt(queue);
    const client = await this.#client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }
}
