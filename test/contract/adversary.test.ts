/**
 * The in-process engine with simulated faults: it loses, doubles, reorders and delays tasks by a
 * seed.
 *
 * A map of runs with a claim on each stands in for the database. The handler is idempotent, and
 * `reconcile` enqueues what is not done. Faults then change only how often handlers run, and in
 * which order.
 */
import { describe, expect, it } from 'vitest';
import { manualTime } from '../support/manual-timers.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { type Faults, goingWrong } from '../support/queue-faults.ts';
import { rememberingEngine } from '../support/remembering-engine.ts';

const runs = Array.from({ length: 30 }, (_, index) => index);
const scansMax = 40;

async function payAll(faults: Faults, options: { reconciles: boolean } = { reconciles: true }) {
  const time = manualTime();
  const engine = rememberingEngine({
    clock: time.clock,
    timers: time.timers,
    ...goingWrong(faults),
  });
  const paid = new Map<number, number>();
  const handled: number[] = [];
  await engine.work(
    ['default'],
    {
      pay: async ({ payload }) => {
        const run = Number(payload['runId']);
        handled.push(run);
        await Promise.resolve();
        if (!paid.has(run)) paid.set(run, run * 100);
        return null;
      },
    },
    { concurrency: 4 },
  );
  let scans = 0;
  for (; scans < (options.reconciles ? scansMax : 1) && paid.size < runs.length; scans += 1) {
    for (const run of runs) {
      if (!paid.has(run)) await engine.enqueue('pay', { runId: run }, { id: `run-${run}` });
    }
    const outcomes = runs.map((run) => outcomeOf(engine, `run-${run}`, { timeoutMs: 120_000 }));
    await time.drive(Promise.all(outcomes));
    await time.settle();
  }
  await engine.close({ graceful: true });
  return { paid: [...paid].toSorted(([a], [b]) => a - b), handled, scans };
}

const worst = { lose: 0.3, double: 0.3, reorder: 0.5, delay: 0.3 };

describe('a faulty queue', () => {
  it('gives an idempotent handler the same final state as a correct queue, for every seed', async () => {
    const calm = await payAll({ seed: 0 });
    expect(calm.handled).toEqual(runs);
    for (let seed = 1; seed <= 50; seed += 1) {
      expect((await payAll({ seed, ...worst })).paid, `seed ${seed}`).toEqual(calm.paid);
    }
  });

  it('repeats exactly with the same seed, and differs with another', async () => {
    const first = await payAll({ seed: 7, ...worst });
    expect(await payAll({ seed: 7, ...worst })).toEqual(first);
    expect((await payAll({ seed: 8, ...worst })).handled).not.toEqual(first.handled);
  });

  it("loses tasks, which only the caller's reconcile recovers", async () => {
    const faults = { seed: 1, lose: 0.3 };
    const alone = await payAll(faults, { reconciles: false });
    expect(alone.paid.length).toBeLessThan(runs.length);
    const reconciled = await payAll(faults);
    expect(reconciled.paid).toHaveLength(runs.length);
    expect(reconciled.scans).toBeGreaterThan(1);
  });

  it('doubles tasks, even while the first is in hand', async () => {
    const { handled, paid } = await payAll({ seed: 1, double: 0.5 });
    expect(handled.length).toBeGreaterThan(runs.length + 5);
    expect(paid).toHaveLength(runs.length);
  });

  it('reorders tasks', async () => {
    const { handled } = await payAll({ seed: 1, reorder: 0.5 });
    expect(handled).not.toEqual(runs);
    expect(handled.toSorted((a, b) => a - b)).toEqual(runs);
  });

  it('delays tasks, up to the longest delay', async () => {
    const { handled } = await payAll({ seed: 1, delay: 0.5, delayMsMax: 1_000 });
    expect(handled).not.toEqual(runs);
    expect(handled.toSorted((a, b) => a - b)).toEqual(runs);
  });
});
