/**
 * Connects to Redis by its URL: one server, behind Sentinel, or a Cluster.
 *
 * The client reconnects with growing pauses until it is closed. Commands wait meanwhile and are
 * sent again, so callers set their own time limits (`answered`).
 *
 * After a failover the client leaves the demoted primary at once, because Sentinel closes its
 * connections. ioredis could watch every Sentinel for that, but would write to standard error once
 * a minute for each one that is unreachable.
 *
 * A connection that owes a reply is given up after ten seconds of silence.
 */
import { readFileSync } from 'node:fs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisKind, RedisLogin } from '#settings/broker-url.ts';

export type RedisClient = Redis | Cluster;

interface RedisClientAsk {
  readonly address: RedisKind;
  /** The CA of the server's certificate (PEM). Null: the CAs that Node trusts. */
  readonly caFile: string | null;
  /** The name in `CLIENT LIST`. */
  readonly name: string;
  /** Called for every failed attempt. */
  readonly onError: (error: Error) => void;
}

type Options = Omit<RedisOptions, 'replyMapping'>;

const connectMs = 5_000;
const silentMs = 10_000;
const reconnectMsMax = 2_000;

/** Creates a client, which connects on first use. */
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

/** After a failover the old primary answers READONLY. The client then asks for the new primary. */
function resendAfterDemotion(error: Error): 2 | false {
  return error.message.startsWith('READONLY') ? 2 : false;
}
