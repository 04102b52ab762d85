/** BullMQ on Redis passes the contract of all engines. */
import { afterAll } from 'vitest';
import { onBroker } from '../support/brokers.ts';
import { startRedis } from '../support/redis.ts';
import { engineContract } from './engine.contract.ts';

const redis = await startRedis();
afterAll(() => redis.stop());

engineContract(
  'BullMQ on Redis',
  onBroker(() => ({ brokerUrl: redis.url })),
);
