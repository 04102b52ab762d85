/**
 * Engines on real brokers, each with tasks that no other test sees.
 */
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { systemClock } from '#time/clock.ts';
import type { EngineUnderTest, MakeEngine } from '../contract/engine-bench.ts';

let made = 0;

/** A name of its own for the tasks of one test. */
export function ownNamespace(): string {
  made += 1;
  return `test-${process.pid}-${made}`;
}

/** Time passes by itself: to drive is to wait. */
export function underTest(ask: Omit<EngineAsk, 'clock'>): EngineUnderTest {
  const engine = engineFor({ namespace: ownNamespace(), ...ask, clock: systemClock });
  return { engine, clock: systemClock, drive: (promise) => promise };
}

/** For `engineContract`: the broker is known when the first test begins. */
export function onBroker(
  broker: () => Pick<EngineAsk, 'brokerUrl'> & Partial<EngineAsk>,
): MakeEngine {
  return async ({ retryPauses }) => underTest({ databaseUrl: '', ...broker(), retryPauses });
}
