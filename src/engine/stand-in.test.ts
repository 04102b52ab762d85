import { describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { testClock } from '#time/clock.fixture.ts';
import { systemClock } from '#time/clock.ts';
import { inProcessEngine } from './in-process.ts';
import { EngineWithStandIn } from './stand-in.ts';

/** A real engine that a test can make unreachable, with a count of the requests to it. */
function bench() {
  const real = inProcessEngine({ clock: systemClock });
  const seen = { asked: 0, isAway: false, outages: 0, done: [] as string[] };
  const clock = testClock('2026-05-04T00:00:00Z');
  const engine = new EngineWithStandIn({
    engine: {
      work: (queues, handlers, options) => real.work(queues, handlers, options),
      enqueue: async (task, payload, options) => {
        seen.asked += 1;
        if (seen.isAway) throw new Outage('broker_unreachable', 'away');
        return real.enqueue(task, payload, options);
      },
    },
    clock,
    onOutage: () => {
      seen.outages += 1;
    },
  });
  const pay = async ({ taskId }: { readonly taskId: string }) => {
    seen.done.push(taskId);
    return null;
  };
  const close = () => Promise.all([engine.close(), real.close({ graceful: false })]);
  return { engine, seen, clock, handlers: { pay }, close };
}

describe('an engine with a stand-in', () => {
  it('performs what the real one does not take, and asks that again after a while', async () => {
    const { engine, seen, clock, handlers, close } = bench();
    await engine.work(['default'], handlers, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'real-1' });
    seen.isAway = true;
    for (const id of ['own-1', 'own-2']) await engine.enqueue('pay', {}, { id });
    expect(seen).toMatchObject({ asked: 2, outages: 1 });
    seen.isAway = false;
    clock.advance({ seconds: 16 });
    await engine.enqueue('pay', {}, { id: 'real-2' });
    expect(seen.asked).toBe(3);
    await expect.poll(() => seen.done.toSorted()).toEqual(['own-1', 'own-2', 'real-1', 'real-2']);
    await close();
  });

  it('leaves tasks of queues that this process does not serve to the broker', async () => {
    const { engine, seen, handlers, close } = bench();
    const worker = await engine.work(['default'], handlers, { concurrency: 1 });
    seen.isAway = true;
    const elsewhere = { id: 'run-7', queue: 'payroll' };
    await expect(engine.enqueue('pay', {}, elsewhere)).rejects.toThrow(Outage);
    await worker.stop({ graceful: true });
    await expect(engine.enqueue('pay', {}, { id: 'run-8' })).rejects.toThrow(Outage);
    await close();
  });
});
