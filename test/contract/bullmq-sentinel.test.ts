/**
 * BullMQ behind Redis Sentinel passes the contract of all engines. test/brokers/ tests the
 * failover.
 */
import { afterAll } from 'vitest';
import { onBroker } from '../support/brokers.ts';
import { startSentinel } from '../support/redis-sentinel.ts';
import { engineContract } from './engine.contract.ts';

const sentinel = await startSentinel();
afterAll(() => sentinel.stop());

engineContract(
  'BullMQ behind Redis Sentinel',
  onBroker(() => ({ brokerUrl: sentinel.url })),
);
