/** What an operation may use. `main.ts` builds it; nothing else reaches the outside. */
import { type Caller, work } from '#caller.ts';
import type { Engine } from '#engine/engine.ts';
import type { LockKeeper } from '#engine/locks/lock-keeper.ts';
import type { Locks } from '#engine/locks/locks.ts';
import type { Store } from '#store/store.ts';
import { rowsPerSlice } from '#store/writes/staged-rows.ts';
import type { Telemetry } from '#telemetry.ts';
import type { TaskRoutes } from './tasks/task-routes.ts';
import { noLimits, type TaskLimits } from './tasks/time-limits.ts';
import type { WorkInHand } from './workers/work-in-hand.ts';

export interface World {
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Who asks, made at the door. */
  readonly caller: Caller;
  /** Who acts when the house does: `worker:host-4711`. Owns leases, stands in the audit chain. */
  readonly worker: string;
  readonly settings: Settings;
  /** Shows who works on which pay period; left out where nobody looks. Nothing rests on it. */
  readonly lockKeeper?: Pick<LockKeeper, 'whileWorking'>;
  /** Renews the leases of what is worked on; left out, they are as long as they are. */
  readonly inHand?: Pick<WorkInHand, 'during' | 'giveBackLost'>;
}

/** The house acts by itself in this world, whoever made it. */
export function asWorker<W extends World>(world: W): W {
  return { ...world, caller: work(world.worker) };
}

/** A world in which locks can be looked at. */
export interface LockingWorld extends World {
  readonly locks: Locks;
}

/** A world in which tasks can be handed to a queue. */
export interface WorkingWorld extends World {
  readonly engine: Engine;
}

/** A world in which work may be handed over at once; without an engine the next scan finds it. */
export interface HandingWorld extends World {
  readonly engine?: Pick<Engine, 'enqueue'>;
}

/** What a door is given. */
export interface WholeWorld extends WorkingWorld, LockingWorld {}

export interface Settings {
  /** Employees in one chunk, which is one task. */
  readonly chunkSize: number;
  /** How long a chunk or task belongs to a worker that is not heard of. */
  readonly leaseSeconds: number;
  /** Rows of a file that are sent, and people whose rows are written, in one statement. */
  readonly importSliceRows: number;
  /** How far ahead periods exist. */
  readonly daysAheadMin: number;
  /** Task name (`*` for anything) → queue; what fits none goes where the house sends it. */
  readonly taskRoutes: TaskRoutes;
  /** How long a task may take. */
  readonly taskLimits: TaskLimits;
  /** How long the end of a sent task is kept for whoever asks. */
  readonly resultsKeptSeconds: number;
}

export const defaultSettings: Settings = {
  chunkSize: 2_500,
  leaseSeconds: 4,
  importSliceRows: rowsPerSlice,
  daysAheadMin: 92,
  taskRoutes: {},
  taskLimits: noLimits,
  resultsKeptSeconds: 86_400,
};
