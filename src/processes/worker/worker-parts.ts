/** What a worker is told, and what it is made of. */
import type { Engine } from '#engine/engine.ts';
import type { EngineWithStandIn } from '#engine/stand-in.ts';
import type { Told } from '#operations/workers/pulse.ts';
import type { TaskJournal } from '#operations/workers/task-journal.ts';
import type { WorkerPool } from '#operations/workers/worker-pool.ts';
import type { World } from '#operations/world.ts';
import type { Lifetime, ProcessTerms } from '#processes/process.ts';
import type { Orders } from './orders.ts';

export interface WorkerSettings extends ProcessTerms {
  readonly engine: Engine;
  readonly concurrency: number;
  /** Aborted to stop cold. */
  readonly kill?: AbortSignal;
  /** How long a warm stop may take; default: as long as it does. */
  readonly graceSeconds?: number;
  readonly queues?: readonly string[];
  /** At most; it comes sooner when the lease of another worker passes. Default: with the scan. */
  readonly pulseSeconds?: number;
  readonly journal?: TaskJournal;
  /** What the worker also reports about itself. */
  readonly about?: Partial<Pick<Told, 'name' | 'version' | 'settings' | 'health' | 'hasBeat'>>;
  /** Once an hour. */
  readonly cleanLocks?: () => Promise<unknown>;
  /** After every scan that went well; while it is paused, a scan leaves due periods alone. */
  readonly onScan?: (scan: { readonly isPaused: boolean }) => void;
  /** Something that was in hand is given up. */
  readonly onCutShort?: () => void;
}

export interface WorkerParts {
  readonly world: World;
  readonly settings: WorkerSettings;
  readonly lifetime: Lifetime;
  readonly engine: EngineWithStandIn;
  readonly pool: WorkerPool;
  readonly orders: Orders;
  readonly journal: TaskJournal;
  readonly queues: readonly string[];
  /** Task names that it knows. */
  readonly registered: readonly string[];
}
