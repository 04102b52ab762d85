/**
 * Engines on real brokers. Each has tasks that no other test sees.
 */
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { systemClock } from '#time/clock.ts';
import type { EngineUnderTest, MakeEngine } from '../contract/engine-bench.ts';

let made = 0;

/** A namespace for the tasks of one test. */
export function ownNamespace(): string {
  made += 1;
  return `test-${process.pid}-${made}`;
}

/** On a real broker, time passes by itself, so `drive` only waits. */
export function underTest(ask: Omit<EngineAsk, 'clock'>): EngineUnderTest {
  const engine = engineFor({ namespace: ownNamespace(), ...ask, clock: systemClock });
  return { engine, clock: systemClock, drive: (promise) => promise };
}

/** For `engineContract`: the broker is started before the first test. */
export function onBroker(
  broker: () => Pick<EngineAsk, 'brokerUrl'> & Partial<EngineAsk>,
): MakeEngine {
  return async ({ retryPauses }) => underTest({ databaseUrl: '', ...broker(), retryPauses });
}
