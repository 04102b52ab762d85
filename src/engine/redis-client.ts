/**
 * A connection to Redis, from an address: one server, behind Sentinel, or a Cluster.
 *
 * It reconnects by itself for as long as it is wanted, with growing pauses; commands wait meanwhile
 * and are sent again, so whoever asks sets a time limit of their own (`answered`). A primary that
 * was demoted is left at once: Sentinel itself closes its connections (ioredis would watch every
 * Sentinel for that, and write of each that is away to standard error, once a minute). A connection
 * that stays silent although an answer is due is given up after ten seconds.
 */
import { readFileSync } from 'node:fs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisKind, RedisLogin } from '#settings/broker-url.ts';

export type RedisClient = Redis | Cluster;

interface RedisClientAsk {
  readonly address: RedisKind;
  /** Who signed the server's certificate (PEM); null: those whom Node trusts. */
  readonly caFile: string | null;
  /** As `CLIENT LIST` shows it. */
  readonly name: string;
  /** Told of every failed attempt. */
  readonly onError: (error: Error) => void;
}

type Options = Omit<RedisOptions, 'replyMapping'>;

const connectMs = 5_000;
const silentMs = 10_000;
const reconnectMsMax = 2_000;

/** Does not connect before it is used. */
export function redisClient(ask: RedisClientAsk): RedisClient {
  const client = clientOf(ask);
  client.on('error', ask.onError);
  return client;
}

function clientOf({ address, caFile, name }: RedisClientAsk): RedisClient {
  const tls = address.hasTls ? { tls: caFile === null ? {} : { ca: readFileSync(caFile) } } : {};
  const login = loginOptions(address);
  const common: Options = {
    ...login,
    ...tls,
    connectionName: name,
    connectTimeout: connectMs,
    socketTimeout: silentMs,
    keepAlive: silentMs,
    maxRetriesPerRequest: null,
    retryStrategy: reconnectAfterMs,
    reconnectOnError: resendAfterDemotion,
  };
  switch (address.kind) {
    case 'redis':
      return new Redis({ ...common, ...address.at, db: address.db, lazyConnect: true });
    case 'sentinel':
      return new Redis({
        ...common,
        ...sentinelLogin(address.sentinel),
        ...(address.hasTls ? { sentinelTLS: tls.tls ?? {}, enableTLSForSentinelMode: true } : {}),
        sentinels: [...address.at],
        name: address.name,
        db: address.db,
        sentinelRetryStrategy: reconnectAfterMs,
        lazyConnect: true,
      });
    case 'cluster':
      return new Cluster([...address.at], {
        redisOptions: common,
        clusterRetryStrategy: reconnectAfterMs,
        slotsRefreshTimeout: connectMs,
        lazyConnect: true,
      });
  }
}

function loginOptions(address: RedisKind): Options {
  const { user, password } = address;
  return {
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
  };
}

function sentinelLogin(login: RedisLogin): Options {
  const { user, password } = login;
  return {
    ...(user === null ? {} : { sentinelUsername: user }),
    ...(password === null ? {} : { sentinelPassword: password }),
  };
}

function reconnectAfterMs(times: number): number {
  return Math.min(25 * 2 ** Math.min(times, 10), reconnectMsMax);
}

/** After a fail-over the old primary answers READONLY: go and ask who is primary now. */
function resendAfterDemotion(error: Error): 2 | false {
  return error.message.startsWith('READONLY') ? 2 : false;
}
