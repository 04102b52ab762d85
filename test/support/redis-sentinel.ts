/** A primary, a replica and three Sentinels that agree on their roles, all on loopback. */
import { type RedisServer, startRedis } from './redis.ts';
import { until } from './until.ts';

interface RedisSentinel extends AsyncDisposable {
  readonly url: string;
  /** The `host:port` of the server that the Sentinels call primary. */
  primary(): string;
  /** Kills the primary with SIGKILL. The replica takes over within seconds. */
  killPrimary(): Promise<void>;
  stop(): Promise<void>;
}

const name = 'paymaster';
const downAfterMs = 1_000;

export async function startSentinel(): Promise<RedisSentinel> {
  const running: RedisServer[] = [];
  const stop = async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  };
  const started = async (...config: string[]): Promise<RedisServer> => {
    const server = await startRedis({ config });
    running.push(server);
    return server;
  };
  try {
    const first = await started();
    const second = await started(`replicaof 127.0.0.1 ${first.port}`);
    await until(() => second.cli('info', 'replication').includes('master_link_status:up'));
    const sentinels: RedisServer[] = [];
    for (let count = 1; count <= 3; count += 1) {
      const config = [
        `sentinel monitor ${name} 127.0.0.1 ${first.port} 2`,
        `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
        `sentinel failover-timeout ${name} 5000`,
      ];
      const sentinel = await startRedis({ mode: 'sentinel', config });
      running.push(sentinel);
      sentinels.push(sentinel);
    }
    const knowsAll = (sentinel: RedisServer) => {
      const seen = sentinel.cli('sentinel', 'master', name).split('\n');
      const fact = (word: string) => seen[seen.indexOf(word) + 1];
      return fact('num-slaves') === '1' && fact('num-other-sentinels') === '2';
    };
    await until(() => sentinels.every(knowsAll), 30_000);
    const [witness] = sentinels;
    if (witness === undefined) throw new Error('there are three');
    const primary = () =>
      witness.cli('sentinel', 'get-master-addr-by-name', name).split('\n').join(':');
    return {
      url: `sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
      primary,
      killPrimary: async () => {
        const port = Number(primary().split(':')[1]);
        await running.find((server) => server.port === port)?.kill();
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
