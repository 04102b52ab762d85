/** A Redis Cluster of three nodes, each with a third of the slots, on loopback. */
import { execFileSync } from 'node:child_process';
import { type RedisServer, startRedis } from './redis.ts';
import { until } from './until.ts';

interface RedisCluster extends AsyncDisposable {
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

/** A node talks to the others on a second port, which is 10,000 above the first. */
const highestPort = 55_535;

export async function startCluster(): Promise<RedisCluster> {
  const nodes: RedisServer[] = [];
  const stop = async () => {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
  };
  try {
    const config = ['cluster-enabled yes', 'cluster-node-timeout 2000'];
    while (nodes.length < 3) nodes.push(await startRedis({ config, highestPort }));
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    const isWhole = (node: RedisServer) => {
      const info = node.cli('cluster', 'info');
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
    };
    await until(() => nodes.every(isWhole), 30_000);
    return {
      url: `redis+cluster://${addresses.join(',')}`,
      nodes,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
