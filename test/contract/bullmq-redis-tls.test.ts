/** BullMQ passes the contract on a Redis that requires a user, a password and TLS. */
import { afterAll } from 'vitest';
import { onBroker } from '../support/brokers.ts';
import { startRedis } from '../support/redis.ts';
import { engineContract } from './engine.contract.ts';

const redis = await startRedis({ hasTls: true, login: { user: 'paybeat', password: 'long-pass' } });
afterAll(() => redis.stop());

engineContract(
  'BullMQ on Redis with AUTH and TLS',
  onBroker(() => ({ brokerUrl: redis.url, caFile: redis.caFile })),
);
