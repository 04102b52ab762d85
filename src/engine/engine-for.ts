/**
 * The job engine that the configuration asks for.
 *
 *   BROKER_URL unset     BullMQ on PostgreSQL, in the database of the runs
 *   postgres://…         BullMQ on this PostgreSQL
 *   redis://, rediss://, sentinel://, redis+cluster://   BullMQ on Redis
 *   memory://            inside this process; other processes cannot see its tasks
 *
 * The engine connects when it is first used.
 */

import { assert, Outage } from '#errors.ts';
import { parseBrokerUrl } from '#settings/broker-url.ts';
import type { Clock } from '#time/clock.ts';
import type { Broker } from './bullmq/broker.ts';
import { databaseOutage } from './bullmq/broker-outage.ts';
import { BullEngine, type BullEngineOptions } from './bullmq/bull-engine.ts';
import { postgresBroker } from './bullmq/postgres-broker.ts';
import { redisBroker } from './bullmq/redis-broker.ts';
import type { Engine, TaskEvent } from './engine.ts';
import { inProcessEngine } from './in-process.ts';
import type { RetryPauses } from './task-rules.ts';

export interface EngineAsk {
  /** Already checked by broker-url.ts. Null: PostgreSQL at `databaseUrl`. */
  readonly brokerUrl: string | null;
  readonly databaseUrl: string;
  /** The CA of the broker's certificate (PEM). Null: the CAs that Node trusts. */
  readonly caFile?: string | null;
  /** Create BullMQ's tables in PostgreSQL if they are missing. */
  readonly mayMigrate?: boolean;
  readonly clock: Clock;
  readonly onEvent?: (event: TaskEvent) => void;
  readonly onTrouble?: BullEngineOptions['onTrouble'];
  readonly onRecovery?: BullEngineOptions['onRecovery'];
  readonly retryPauses?: RetryPauses;
  /** Separates the tasks of several engines on the same broker. */
  readonly namespace?: string;
}

export function engineFor(ask: EngineAsk): Engine {
  const { clock, onEvent, onTrouble, onRecovery, retryPauses } = ask;
  const options = {
    clock,
    ...(onEvent ? { onEvent } : {}),
    ...(onRecovery ? { onRecovery } : {}),
    ...(retryPauses ? { retryPauses } : {}),
  };
  const broker = brokerFor(ask);
  if (broker === null) return inProcessEngine(options);
  if (ask.brokerUrl !== null) {
    return new BullEngine({ ...options, broker, ...(onTrouble ? { onTrouble } : {}) });
  }
  const told: NonNullable<BullEngineOptions['onTrouble']> = ({ outage, ...rest }) =>
    onTrouble?.({ outage: databaseOutage(outage), ...rest });
  return onDatabase(new BullEngine({ ...options, broker, onTrouble: told }));
}

/** Nobody configured a broker here, so its outages name the database instead. */
function onDatabase(engine: BullEngine): Engine {
  const inWords = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      throw error instanceof Outage ? databaseOutage(error) : error;
    }
  };
  return {
    ready: () => inWords(engine.ready()),
    enqueue: (...task) => inWords(engine.enqueue(...task)),
    work: (...terms) => inWords(engine.work(...terms)),
    inspect: (options) => inWords(engine.inspect(options)),
    dashboard: () => inWords(engine.dashboard()),
    close: (how) => engine.close(how),
  };
}

/** Null: there is no broker. */
function brokerFor(ask: EngineAsk): Broker | null {
  const { brokerUrl, databaseUrl, caFile = null, mayMigrate = false } = ask;
  const namespace = ask.namespace === undefined ? {} : { namespace: ask.namespace };
  if (brokerUrl === null) return postgresBroker({ url: databaseUrl, mayMigrate, ...namespace });
  const { address, problem } = parseBrokerUrl(brokerUrl);
  assert(address !== null, `the address of the broker ${problem}`);
  switch (address.kind) {
    case 'memory':
      return null;
    case 'postgres':
      return postgresBroker({ url: address.url, mayMigrate, ...namespace });
    default:
      return redisBroker({ address, caFile, ...namespace });
  }
}
