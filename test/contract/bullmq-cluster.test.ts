/** BullMQ on a Redis Cluster of three nodes passes the contract of all engines. */
import { afterAll } from 'vitest';
import { onBroker } from '../support/brokers.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { engineContract } from './engine.contract.ts';

const cluster = await startCluster();
afterAll(() => cluster.stop());

engineContract(
  'BullMQ on a Redis Cluster',
  onBroker(() => ({ brokerUrl: cluster.url })),
);
