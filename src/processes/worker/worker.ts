/**
 * A worker: it looks for work (looking.ts), does it, and looks again until it is told to stop. Its
 * pulse (pulsing.ts) runs separately.
 *
 * If the database is unreachable, the worker waits with growing pauses and then continues. If only
 * the broker is unreachable, the worker sends itself the tasks that the broker would have sent
 * (engine/stand-in.ts).
 */
import { againSeconds, EngineWithStandIn } from '#engine/stand-in.ts';
import { Outage } from '#errors.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import { WorkerPool } from '#operations/workers/worker-pool.ts';
import type { World } from '#operations/world.ts';
import { Lifetime, live, type Process, type Round } from '#processes/process.ts';
import { pauseOf } from '#store/reads/pauses.ts';
import { OutageStreak } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { Looking } from './looking.ts';
import { Orders } from './orders.ts';
import { Pulsing, told } from './pulsing.ts';
import { stopWorker } from './stopping.ts';
import type { WorkerParts, WorkerSettings } from './worker-parts.ts';

export async function keepWorker(world: World, settings: WorkerSettings): Promise<void> {
  const parts = partsOf(world, settings);
  const { lifetime } = parts;
  await live(worker(parts), { ...settings, lifetime, telemetry: world.telemetry });
}

function worker(parts: WorkerParts): Process {
  return {
    start: () => startWorker(parts),
    rounds: roundsOf(parts),
    stop: () => stopWorker(parts),
  };
}

async function startWorker(parts: WorkerParts): Promise<void> {
  const { world, orders, pool } = parts;
  const { name } = told(parts);
  try {
    orders.under(await world.store.read('every company', (at) => pauseOf(at, name)));
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    // The first pulse reads whether the worker is paused.
    return;
  }
  await pool.resize(orders.openPlaces);
}

function roundsOf(parts: WorkerParts): readonly Round[] {
  const looking = new Looking(parts);
  const pulsing = new Pulsing(parts);
  const apart = [...certifyingOf(parts), ...postingOf(parts)];
  if (parts.settings.pulseSeconds !== undefined) return [looking, pulsing, ...apart];
  const both = async () => {
    await pulsing.runOnce();
    await looking.runOnce();
  };
  return [{ runOnce: both, untilNext: () => looking.untilNext() }, ...apart];
}

/** After a failure, it is tried again sooner than at the next interval. */
const postAgainSeconds = 30;

/** A round of its own, so that nothing waits for another machine. */
function postingOf({ settings, lifetime }: WorkerParts): readonly Round[] {
  const { headPosts } = settings;
  if (headPosts === undefined) return [];
  const { everySeconds } = headPosts;
  let failures = 0;
  const runOnce = async () => {
    failures = await headPosts.post(lifetime.stopping);
  };
  const untilNext = async () => {
    const again = postAgainSeconds * 2 ** (failures - 1);
    return 1_000 * (failures === 0 ? everySeconds : Math.min(everySeconds, again));
  };
  return [{ runOnce, untilNext }];
}

const certifyingWaitMs = 1_000;
/** While there is other work, so many waits may pass before some certificates are written all the same. */
const certifyingWaitsMax = 60;

/** A round of its own, so that no scan waits for a signature. Other work of the worker comes first. */
function certifyingOf({ settings, journal }: WorkerParts): readonly Round[] {
  const { certificates, scanSeconds } = settings;
  if (certificates === undefined) return [];
  let waits = 0;
  let untilNextMs = 0;
  const runOnce = async () => {
    if (journal.inHand.length > 0 && waits < certifyingWaitsMax) {
      waits += 1;
      untilNextMs = certifyingWaitMs;
      return;
    }
    waits = 0;
    untilNextMs = (await certificates.write()) ? scanSeconds * 1_000 : 0;
  };
  return [{ runOnce, untilNext: async () => untilNextMs }];
}

function partsOf(given: World, settings: WorkerSettings): WorkerParts {
  const { store, telemetry, worker: owner } = given;
  const { leaseSeconds } = given.settings;
  const inHand = given.inHand ?? new WorkInHand({ store, owner, leaseSeconds });
  const world = { ...given, inHand };
  const lifetime = new Lifetime(settings.signal);
  const { queues = everyDefaultQueue, journal = new TaskJournal(systemClock) } = settings;
  const broker = new OutageStreak(telemetry);
  const engine = new EngineWithStandIn({
    engine: settings.engine,
    clock: systemClock,
    onOutage: (outage) => broker.met(outage, againSeconds),
    onServed: () => broker.over(),
  });
  const handlers = taskHandlers(world, { engine, stopping: lifetime.stopping });
  return {
    ...{ world, settings, lifetime, engine, journal, queues },
    registered: Object.keys(handlers).toSorted(),
    orders: new Orders({ telemetry, lifetime, places: settings.concurrency }),
    pool: new WorkerPool({ engine, queues, handlers: journal.noting(handlers), name: owner }),
  };
}
