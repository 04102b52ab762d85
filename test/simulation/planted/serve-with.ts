/**
 * A worker like src/processes/worker/worker.ts, with some parts replaced by faulty ones.
 *
 * The product has no switch for tests. A planted fault is other code in the same place.
 */
import type { Engine } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import { advanceRun, type RunName } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import type { CalculateChunk } from '#operations/runs/chunk-outcome.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { companiesOfSet } from '#operations/runs/sets/enqueue-sets.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { pulse, type Told } from '#operations/workers/pulse.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import type { World } from '#operations/world.ts';
import type { WorkerSettings } from '#processes/worker/worker-parts.ts';
import { systemClock } from '#time/clock.ts';
import type { Conduct } from '../callers.ts';

interface Parts {
  /** What a scan does in addition to its pulse. */
  scan(world: World, engine: Engine): Promise<unknown>;
  /** True if this call finished the chunk. */
  calculate(world: World, ask: CalculateChunk): Promise<boolean>;
  advance(world: World, run: RunName): Promise<unknown>;
  /** Pays the due periods of these companies together. Default: as the product does. */
  set?(world: World, companyIds: readonly number[]): Promise<unknown>;
}

const asBuilt: Parts = {
  async scan(world, engine) {
    await extendSchedules(world);
    await openDueRuns(world, { opens: 'due_instant' });
    await enqueueWork(world, engine);
  },
  calculate: async (world, ask) => (await calculateChunk(world, ask)).kind === 'done',
  advance: advanceRun,
};

export function conductWith(name: string, replaced: Partial<Parts>): Conduct {
  const parts = { ...asBuilt, ...replaced };
  return { name, serve: (world, ask) => serve(world, { ...ask, parts }) };
}

const told: Omit<Told, 'concurrency'> = {
  name: 'planted',
  queues: everyDefaultQueue,
  state: 'running',
  version: '',
  registered: [],
  settings: {},
  health: null,
  hasBeat: false,
};

async function serve(world: World, ask: WorkerSettings & { readonly parts: Parts }): Promise<void> {
  const { engine, signal, parts, pause } = ask;
  const hands = { engine, stopping: signal };
  const handlers = { ...taskHandlers(world, hands), ...handlersOf(world, parts) };
  const { concurrency } = ask;
  const worker = await engine.work(everyDefaultQueue, handlers, { concurrency });
  const journal = new TaskJournal(systemClock);
  const silent = withoutWork(engine);
  while (!signal.aborted) {
    try {
      await pulse(world, {
        engine: silent,
        journal,
        told: { ...told, concurrency },
        takesTasks: true,
      });
      await parts.scan(world, engine);
      await pause(ask.scanSeconds * 1_000, signal);
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      await pause(1_000, signal);
    }
  }
  await worker.stop({ graceful: true });
}

/** Work that the scans do not look for is not enqueued by the pulses either. */
function withoutWork(engine: Engine): Pick<Engine, 'enqueue'> {
  const ofRuns = ['calculate_chunk', 'advance_run', 'find_due_periods'];
  return {
    enqueue: async (task, payload, options) =>
      ofRuns.includes(task)
        ? { kind: 'enqueued', id: options.id }
        : engine.enqueue(task, payload, options),
  };
}

function handlersOf(world: World, parts: Parts): Parameters<Engine['work']>[1] {
  const runOf = (payload: Readonly<Record<string, string | number>>) => ({
    companyId: Number(payload['companyId']),
    runId: Number(payload['runId']),
  });
  const { set } = parts;
  const ofSets: ReturnType<typeof handlersOf> = set
    ? {
        run_set: async ({ payload }) => {
          await set(world, companiesOfSet(String(payload['companyIds'])));
          return 'looked';
        },
      }
    : {};
  return {
    ...ofSets,
    calculate_chunk: async ({ payload }) => {
      const run = runOf(payload);
      const done = await parts.calculate(world, { ...run, ordinal: Number(payload['ordinal']) });
      if (done) await parts.advance(world, run);
      return done;
    },
    advance_run: async ({ payload }) => {
      await parts.advance(world, runOf(payload));
      return 'looked';
    },
    // Work that the scans do not look for is not looked for between them either.
    find_due_periods: async () => 'looked',
  };
}
