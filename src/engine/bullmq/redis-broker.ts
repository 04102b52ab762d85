/**
 * BullMQ on Redis: one server, Sentinel or Cluster.
 *
 * All keys begin with `{paybeat}`. The braces keep them in one slot of a Cluster, because a script may touch
 * only one slot.
 *
 * A Redis that may evict keys is refused. An evicted task comes back only at the next scan, and a partly
 * evicted one never does.
 */
import { type BackendFactory, createRedisBackend, Queue, Worker } from 'bullmq';
import { Cluster, type Redis } from 'ioredis';
import { type RedisClient, redisClient } from '#engine/redis-client.ts';
import { Outage } from '#errors.ts';
import type { RedisKind } from '#settings/broker-url.ts';
import { type Broker, type BullHolder, type BullQueue, holderSettings } from './broker.ts';
import { answered, isRefusal } from './broker-outage.ts';

interface RedisBrokerAsk {
  readonly address: RedisKind;
  readonly caFile: string | null;
  /** The prefix of all keys. Each test has its own. */
  readonly namespace?: string;
}

/** The time limit for connecting at startup. Later requests have their own limits. */
const firstAnswerMs = 5_000;

/**
 * KEYS: the successes, the failures, the task, its log, the known queues. ARGV: the id, the name of
 * the queue. Returns 1 if no task has that id now.
 */
const forgetEnded = `
redis.call('SADD', KEYS[5], ARGV[2])
if redis.call('EXISTS', KEYS[3]) == 0 then return 1 end
if redis.call('ZREM', KEYS[1], ARGV[1]) + redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[3], KEYS[4])
return 1`;

const backend: BackendFactory = createRedisBackend;

export function redisBroker(ask: RedisBrokerAsk): Broker {
  return new RedisBroker(ask);
}

class RedisBroker implements Broker {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #interrupted = new WeakSet<BullHolder>();
  #lastError: Error | undefined;
  /** Rejected if trying again cannot help: a wrong password, a wrong certificate. */
  #refused = Promise.withResolvers<never>();
  #ready: Promise<void> | undefined;

  constructor({ address, caFile, namespace = 'paybeat' }: RedisBrokerAsk) {
    this.#prefix = `{${namespace}}`;
    this.#client = redisClient({
      address,
      caFile,
      name: 'paybeat',
      onError: (error) => {
        this.#lastError = error;
        if (isRefusal(error)) this.#refused.reject(error);
      },
    });
    // This rejection matters only while a caller waits in `ready`.
    this.#refused.promise.catch(() => undefined);
  }

  ready(): Promise<void> {
    this.#ready ??= answered(Promise.race([this.#check(), this.#refused.promise]), {
      withinMs: firstAnswerMs,
      lastError: () => this.#lastError,
    }).catch((error: unknown) => {
      this.#ready = undefined;
      this.#refused = Promise.withResolvers();
      this.#refused.promise.catch(() => undefined);
      throw error;
    });
    return this.#ready;
  }

  async #check(): Promise<void> {
    await this.#client.ping();
    const nodes: readonly Redis[] =
      this.#client instanceof Cluster ? this.#client.nodes('master') : [this.#client];
    for (const node of nodes) refuseEviction(await this.#memoryOf(node));
  }

  async #memoryOf(node: Redis): Promise<string> {
    try {
      return await node.info('memory');
    } catch (error) {
      if (!(this.#client instanceof Cluster) || !(error instanceof Error)) throw error;
      const { host = '', port = 0 } = node.options;
      throw new Error(`node ${host}:${port} of the cluster: ${error.message}`, { cause: error });
    }
  }

  queue(name: string): BullQueue {
    return new Queue(name, this.#options(), backend);
  }

  worker(name: string, as: { readonly workerName: string }): BullHolder {
    const options = { ...this.#options(), ...holderSettings, name: as.workerName };
    return new Worker(name, undefined, options, backend);
  }

  #options() {
    return { connection: this.#client, prefix: this.#prefix };
  }

  async remember(name: string): Promise<void> {
    await this.#client.sadd(this.#queuesKey, name);
  }

  async queueNames(): Promise<readonly string[]> {
    return (await this.#client.smembers(this.#queuesKey)).toSorted();
  }

  async forgetEnded(name: string, id: string): Promise<boolean> {
    const queue = `${this.#prefix}:${name}`;
    const task = `${queue}:${id}`;
    const ends = [`${queue}:completed`, `${queue}:failed`];
    const keys = [...ends, task, `${task}:logs`, this.#queuesKey];
    return (await this.#client.eval(forgetEnded, keys.length, ...keys, id, name)) === 1;
  }

  async startsAtMs(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const scores = await this.#client.zmscore(`${this.#prefix}:${name}:delayed`, ...ids);
    // BullMQ uses the lowest twelve bits for the order of tasks with the same time.
    return new Map(
      ids.flatMap((id, index) => {
        const score = scores[index];
        return typeof score === 'string' ? [[id, Math.floor(Number(score) / 0x1000)]] : [];
      }),
    );
  }

  /** A message waits in the queue, so there is nothing to prepare. */
  async listen(): Promise<void> {}

  looksInto(): void {}

  async waitForTask(ask: {
    readonly holder: BullHolder;
    readonly milliseconds: number;
  }): Promise<number> {
    const held = ask.holder.getBackend();
    try {
      const seconds = Math.max(ask.milliseconds / 1_000, held.minimumBlockTimeout);
      return (await held.waitForJob(seconds))?.score ?? 0;
    } catch (error) {
      // An interrupted wait leaves its blocking connection closed.
      if (!this.#interrupted.has(ask.holder)) await held.reconnectBlocking();
      throw error;
    }
  }

  interrupt(_name: string, holder: BullHolder): void {
    this.#interrupted.add(holder);
    holder
      .getBackend()
      .disconnectBlocking(false)
      .catch(() => undefined);
  }

  get #queuesKey(): string {
    return `${this.#prefix}:queues`;
  }

  async close(): Promise<void> {
    this.#client.disconnect();
  }
}

function refuseEviction(info: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  throw new Outage(
    'broker_evicts',
    `Redis may throw tasks away: its maxmemory-policy is ${policy}`,
    {
      hint: 'set maxmemory-policy noeviction, in redis.conf and with redis-cli config set',
    },
  );
}
