/** The settings and the parts of a worker. */
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
  /** Aborted for a cold stop. */
  readonly kill?: AbortSignal;
  /** The time limit of a warm stop. Default: no limit. */
  readonly graceSeconds?: number;
  readonly queues?: readonly string[];
  /**
   * The longest time between two pulses. A pulse comes sooner when another worker's lease expires.
   * Default: `scanSeconds`.
   */
  readonly pulseSeconds?: number;
  readonly journal?: TaskJournal;
  /** What the worker also reports about itself. */
  readonly about?: Partial<Pick<Told, 'name' | 'version' | 'settings' | 'health' | 'hasBeat'>>;
  /** Called once an hour. */
  readonly cleanLocks?: () => Promise<unknown>;
  /** Writes the audit heads outside of the database, at the first scan and then at intervals. */
  readonly auditHeads?: { readonly write: () => Promise<void>; readonly everySeconds: number };
  /** Sends the audit heads to a URL, apart from the work. Answers how many calls in a row have failed. */
  readonly headPosts?: {
    post(signal: AbortSignal): Promise<number>;
    readonly everySeconds: number;
  };
  /** Writes certificates of committed runs, apart from the work. */
  readonly certificates?: { write(): Promise<boolean> };
  /** Called after every successful scan. A scan of a paused worker leaves due periods alone. */
  readonly onScan?: (scan: { readonly isPaused: boolean }) => void;
  /** Called when current work is abandoned. */
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
  /** Names of the tasks that the worker can run. */
  readonly registered: readonly string[];
}
