/**
 * A process keeps its work while it works on it. Work that an outage interrupted is free at the
 * next pulse, whatever its lease says.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { pulse } from '#operations/workers/pulse.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import type { Store, Writing } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { type ManualTime, manualTime } from '../support/manual-timers.ts';
import { must, type SmallCompany, smallCompany, worldOn } from '../support/small-company.ts';
import { performs, working } from '../support/working.ts';

const settings = { chunkSize: 10, leaseSeconds: 4 };
let company: SmallCompany;
let run: { readonly companyId: number; readonly runId: number };
beforeEach(async () => {
  const database = await freshDatabase();
  const now = `${Temporal.Now.instant().round('second')}`;
  company = await smallCompany({ url: database.url, now, settings });
  const { companyId, periodId } = await dueCompany(company.world);
  const opened = must(await openRun(company.world, { companyId, periodId }));
  run = { companyId, runId: opened.runId };
});

interface Member {
  readonly world: World;
  readonly time: ManualTime;
  /** True: every request to the database is an outage. */
  isCutOff: boolean;
  /** The pulse of every two seconds. Returns the hints that it sent. */
  pulse(): Promise<readonly string[]>;
}

function member(name: string): Member {
  const time = manualTime();
  const { store } = company.world;
  const through = async <T>(act: () => Promise<T>): Promise<T> => {
    if (made.isCutOff) throw new Outage('database_unreachable', 'it is away');
    return act();
  };
  const gated: Store = {
    ...store,
    read: (scope, work) => through(() => store.read(scope, work)),
    write: (scope, work) => through(() => store.write(scope, work)),
  };
  const world = worldOn(gated, settings, name);
  const inHand = new WorkInHand({
    ...{ store: gated, owner: world.worker, leaseSeconds: 4, timers: time.timers },
  });
  const made: Member = {
    world: { ...world, inHand },
    time,
    isCutOff: false,
    pulse: async () => {
      const hints: string[] = [];
      const told = { name, queues: everyDefaultQueue, concurrency: 2, state: 'running' } as const;
      const rest = { version: '', registered: [], settings: {}, health: null, hasBeat: false };
      await pulse(made.world, {
        journal: new TaskJournal(systemClock),
        told: { ...told, ...rest },
        takesTasks: true,
        engine: {
          enqueue: async (_task, _payload, { id }) => {
            hints.push(id);
            return { kind: 'enqueued', id };
          },
        },
      });
      return hints;
    },
  };
  return made;
}

/** Starts a chunk whose inputs are not read until it may continue. */
function begins(of: Member, ordinal: number) {
  const claimed = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const { store } = of.world;
  const read: Store['read'] = async (scope, work) => {
    claimed.resolve();
    await gate.promise;
    return store.read(scope, work);
  };
  const ended = calculateChunk({ ...of.world, store: { ...store, read } }, { ...run, ordinal });
  ended.catch(() => undefined);
  return { claimed: claimed.promise, goOn: () => gate.resolve(), ended };
}

/** Longer than a lease. */
async function fiveSecondsPass(...members: readonly Member[]): Promise<void> {
  for (let second = 1; second <= 5; second += 1) {
    await company.clock.advance({ seconds: 1 });
    // A renewal sets the timer of the next one after it is done.
    for (const { time } of members) await expect.poll(() => time.runNext()).toBe(true);
  }
}

const hintOf = (ordinal: number) => `run-${run.runId}-chunk-${ordinal}.2`;
const claimedBy = (of: Member, ordinal: number) => calculateChunk(of.world, { ...run, ordinal });
const nothing = { kind: 'nothing_to_do' };

describe('a chunk', () => {
  it('that takes longer than its lease stays with its worker', async () => {
    const [a, b] = [member('a'), member('b')];
    const one = begins(a, 1);
    await one.claimed;
    await fiveSecondsPass(a);
    expect(await b.pulse()).toEqual([]);
    expect(await claimedBy(b, 1)).toEqual(nothing);
    one.goOn();
    expect(await one.ended).toMatchObject({ kind: 'done' });
  });

  it('of a silent worker is handed over only after its lease expires', async () => {
    const [a, b] = [member('a'), member('b')];
    await begins(a, 1).claimed;
    expect(await b.pulse()).toEqual([]);
    await company.clock.advance({ seconds: 5 });
    expect(await b.pulse()).toEqual([hintOf(1)]);
    expect(await claimedBy(b, 1)).toMatchObject({ kind: 'done' });
  });

  it("that an outage interrupted is released at the next pulse, but not a sibling's chunk", async () => {
    const [a, b] = [member('a'), member('b')];
    const [cutOff, sibling] = [begins(a, 1), begins(a, 2)];
    await Promise.all([cutOff.claimed, sibling.claimed]);
    a.isCutOff = true;
    cutOff.goOn();
    await expect(cutOff.ended).rejects.toThrow(Outage);
    await expect(a.pulse()).rejects.toThrow(Outage);
    expect(await claimedBy(b, 1)).toEqual(nothing);
    a.isCutOff = false;
    expect(await a.pulse()).toEqual([hintOf(1)]);
    expect(await claimedBy(b, 1)).toMatchObject({ kind: 'done' });
    expect(await claimedBy(b, 2)).toEqual(nothing);
    sibling.goOn();
    expect(await sibling.ended).toMatchObject({ kind: 'done' });
  });

  it('whose claim ended in an outage is released, too', async () => {
    const a = member('a');
    const { store } = a.world;
    // The reply to COMMIT is lost.
    const write: Store['write'] = async (scope, work) => {
      await store.write(scope, work);
      throw new Outage('database_unreachable', 'the answer was lost');
    };
    const claiming = calculateChunk(
      { ...a.world, store: { ...store, write } },
      { ...run, ordinal: 1 },
    );
    await expect(claiming).rejects.toThrow(Outage);
    expect(await a.pulse()).toEqual([hintOf(1)]);
    expect(await claimedBy(a, 1)).toMatchObject({ kind: 'done' });
  });
});

describe('a run', () => {
  it('whose chunks are done but which no worker continues is handed over after three seconds', async () => {
    const a = member('a');
    for (let ordinal = 1; ordinal <= 6; ordinal += 1) await claimedBy(a, ordinal);
    expect(await a.pulse()).toEqual([]);
    await company.clock.advance({ seconds: 4 });
    expect(await a.pulse()).toEqual([`run-${run.runId}-advance-again`]);
  });
});

describe('a sent task', () => {
  const sent = async (world: World) => {
    const ask = { task: 'auto_run_payroll' };
    return must(await sendTask(working(world), ask)).taskId;
  };
  const done = async () => ({ kind: 'done', result: 'well' }) as const;

  it('whose end was lost in an outage is released, even while its worker has other work', async () => {
    const [a, b] = [member('a'), member('b')];
    const other = begins(a, 1);
    await other.claimed;
    const taskId = await sent(a.world);
    const perform = async () => {
      a.isCutOff = true;
      return done();
    };
    await expect(performs(a.world, { taskId, perform })).rejects.toThrow(Outage);
    expect(await performs(b.world, { taskId, perform: done })).toBe('nothing_to_do');
    a.isCutOff = false;
    expect(await a.pulse()).toEqual([`${taskId}.2`]);
    expect(await performs(b.world, { taskId, perform: done })).toBe('success');
    other.goOn();
    await other.ended;
  });

  it('that takes longer than its lease stays with its worker', async () => {
    const [a, b] = [member('a'), member('b')];
    const taskId = await sent(a.world);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const ended = performs(a.world, {
      taskId,
      perform: async () => {
        begun.resolve();
        await gate.promise;
        return done();
      },
    });
    await begun.promise;
    await fiveSecondsPass(a);
    expect(await performs(b.world, { taskId, perform: done })).toBe('nothing_to_do');
    gate.resolve();
    expect(await ended).toBe('success');
  });
});

describe('work that is claimed while lost work is released', () => {
  /** Claims something else before the nth statement of the scan. */
  async function looks(
    of: Member,
    ask: { readonly nth: number; readonly claims: () => Promise<void> },
  ) {
    let asked = 0;
    await company.world.store.write('every company', async (tx) => {
      const run = async (query: Parameters<Writing['run']>[0]) => {
        asked += 1;
        if (asked === ask.nth) await ask.claims();
        return tx.run(query);
      };
      (await of.world.inHand?.giveBackLost({ ...tx, run }))?.();
      while (asked < ask.nth) await run(sql`select 1`);
    });
  }

  async function cutOff(of: Member): Promise<void> {
    const cut = begins(of, 1);
    await cut.claimed;
    of.isCutOff = true;
    cut.goOn();
    await expect(cut.ended).rejects.toThrow(Outage);
    of.isCutOff = false;
  }

  it.each([1, 2, 3, 4])(
    'of a chunk stays claimed if it was claimed before statement %i',
    async (nth) => {
      const [a, b] = [member('a'), member('b')];
      await cutOff(a);
      const claims = () => begins(a, 2).claimed;
      await looks(a, { nth, claims });
      expect(await claimedBy(b, 1)).toMatchObject({ kind: 'done' });
      expect(await claimedBy(b, 2)).toEqual(nothing);
    },
  );

  it.each([1, 2, 3, 4])(
    'of a sent task stays claimed if it was claimed before statement %i',
    async (nth) => {
      const [a, b] = [member('a'), member('b')];
      await cutOff(a);
      const { taskId } = must(await sendTask(working(a.world), { task: 'auto_run_payroll' }));
      const gate = Promise.withResolvers<void>();
      const done = async () => ({ kind: 'done', result: 'well' }) as const;
      let ended: Promise<unknown> = Promise.resolve();
      const claims = async () => {
        const begun = Promise.withResolvers<void>();
        const perform = async () => {
          begun.resolve();
          await gate.promise;
          return done();
        };
        ended = performs(a.world, { taskId, perform });
        await begun.promise;
      };
      await looks(a, { nth, claims });
      expect(await performs(b.world, { taskId, perform: done })).toBe('nothing_to_do');
      gate.resolve();
      expect(await ended).toBe('success');
    },
  );
});
