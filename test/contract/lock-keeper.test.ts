import { describe, expect, it } from 'vitest';
import { LockKeeper } from '#engine/locks/lock-keeper.ts';
import type { Lock, Locks } from '#engine/locks/locks.ts';
import { Outage } from '#errors.ts';
import { manualTime } from '../support/manual-timers.ts';

const holder = { owner: 'worker:a', host: 'a', pid: 1 };

/** Locks in a list. A test can break them, or take one for somebody else. */
function locksInMemory() {
  const held = new Set<string>();
  const told: string[] = [];
  const state = { isAway: false, isTaken: false };
  const lockOf = (name: string): Lock => ({
    name,
    renew: async () => {
      told.push(`renew ${name}`);
      return held.has(name);
    },
    release: async () => {
      told.push(`release ${name}`);
      return held.delete(name);
    },
  });
  const locks: Locks = {
    acquire: async (name) => {
      told.push(`acquire ${name}`);
      if (state.isAway) throw new Outage('broker_unreachable', 'no cache');
      if (state.isTaken || held.has(name)) return null;
      held.add(name);
      return lockOf(name);
    },
    list: async () => [],
    free: async () => false,
    close: async () => undefined,
  };
  return { locks, held, told, state };
}

function keeping() {
  const time = manualTime();
  const memory = locksInMemory();
  const outages: string[] = [];
  const keeper = new LockKeeper({
    locks: memory.locks,
    holder,
    ttlSeconds: 60,
    timers: time.timers,
    onOutage: (name, outage) => outages.push(`${name} ${outage.code}`),
  });
  return { ...time, ...memory, outages, keeper };
}

describe('a lock keeper', () => {
  it('holds the lock during work, and between two pieces of work', async () => {
    const { keeper, held, told, settle, clock, runNext } = keeping();
    const first = Promise.withResolvers<string>();
    const working = keeper.whileWorking('payroll_processing_7', () => first.promise);
    await settle();
    expect([...held]).toEqual(['payroll_processing_7']);
    first.resolve('done');
    expect(await working).toBe('done');
    clock.advance({ seconds: 1 });
    await keeper.whileWorking('payroll_processing_7', async () => null);
    expect(told).toEqual(['acquire payroll_processing_7']);
    while (held.size > 0 && runNext()) await settle();
    expect(told.at(-1)).toBe('release payroll_processing_7');
  });

  it('renews it three times before it expires, as long as the work continues', async () => {
    const { keeper, told, settle, runNext } = keeping();
    const work = Promise.withResolvers<null>();
    const working = keeper.whileWorking('payroll_processing_7', () => work.promise);
    await settle();
    for (let times = 1; times <= 5; times += 1) {
      expect(runNext()).toBe(true);
      await settle();
    }
    expect(told).toEqual([
      'acquire payroll_processing_7',
      ...Array.from({ length: 5 }, () => 'renew payroll_processing_7'),
    ]);
    work.resolve(null);
    await working;
  });

  it('takes a lost lock again', async () => {
    const { keeper, held, told, settle, runNext } = keeping();
    const working = keeper.whileWorking('payroll_processing_7', () => new Promise(() => {}));
    await settle();
    held.clear();
    runNext();
    await settle();
    expect([...held]).toEqual(['payroll_processing_7']);
    expect(told).toEqual([
      'acquire payroll_processing_7',
      'renew payroll_processing_7',
      'acquire payroll_processing_7',
    ]);
    void working;
  });

  it('lets work begin without waiting for the lock, and continue without it', async () => {
    const { keeper, held, outages, state, settle } = keeping();
    state.isAway = true;
    const results = [1, 2].map((run) =>
      keeper.whileWorking('payroll_processing_7', async () => run),
    );
    expect(await Promise.all(results)).toEqual([1, 2]);
    await settle();
    expect(held.size).toBe(0);
    expect(outages).toEqual(['payroll_processing_7 broker_unreachable']);
  });

  it('continues when somebody else holds the lock, and does not release theirs', async () => {
    const { keeper, told, state, settle, runNext } = keeping();
    state.isTaken = true;
    expect(await keeper.whileWorking('payroll_processing_7', async () => 'done')).toBe('done');
    await settle();
    while (runNext()) await settle();
    expect(told).toEqual(['acquire payroll_processing_7']);
  });

  it('releases every lock when it is closed, even during work', async () => {
    const { keeper, held, settle } = keeping();
    void keeper.whileWorking('payroll_processing_7', () => new Promise(() => {}));
    void keeper.whileWorking('payroll_processing_8', () => new Promise(() => {}));
    await settle();
    expect(held.size).toBe(2);
    await keeper.close();
    expect(held.size).toBe(0);
  });
});
