/** BullMQ on PostgreSQL passes the contract of all engines. */

import { onBroker } from '../support/brokers.ts';
import { testDatabase } from '../support/database.ts';
import { engineContract } from './engine.contract.ts';

const database = await testDatabase();

engineContract(
  'BullMQ on PostgreSQL',
  onBroker(() => ({ brokerUrl: null, databaseUrl: database.url, mayMigrate: true })),
);
