/** What an operation may use. `main.ts` builds it; nothing else reaches the outside. */
import { type Caller, work } from '#caller.ts';
import type { Engine } from '#engine/engine.ts';
import type { LockKeeper } from '#engine/locks/lock-keeper.ts';
import type { Locks } from '#engine/locks/locks.ts';
import type { Settings } from '#settings/work-settings.ts';
import type { Store, Writing } from '#store/store.ts';
import type { Telemetry } from '#telemetry.ts';
import type { ChunkThreads } from './runs/chunk-outcome.ts';

export interface World {
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Who asks. The CLI, the API and the other entry points each create it. */
  readonly caller: Caller;
  /**
   * The actor when Paybeat acts by itself: `worker:host-4711`. It owns leases and appears in the audit chain.
   */
  readonly worker: string;
  readonly settings: Settings;
  /** Shows who works on which pay period; absent where nobody looks. No correctness depends on it. */
  readonly lockKeeper?: Pick<LockKeeper, 'whileWorking'>;
  /** Renews the leases of current work. When absent, leases keep their fixed length. */
  readonly inHand?: WorkHeld;
  /** Calculates chunks of large runs outside this thread. When absent, everything is calculated in this one. */
  readonly chunkThreads?: ChunkThreads;
}

/** The subject of a claim. Its epoch is known once the claim has succeeded. */
export type Work =
  | { readonly kind: 'chunk'; readonly runId: number; readonly ordinal: number }
  | { readonly kind: 'task'; readonly taskId: string };

/** What a process has claimed and works on (workers/work-in-hand.ts). */
export interface WorkHeld {
  /**
   * Call it before claiming. The work is registered until `act` ends; `act` calls `claimed` with the epoch of
   * the claim.
   */
  during<T>(work: Work, act: (claimed: (epoch: number) => void) => Promise<T>): Promise<T>;
  /**
   * Runs in the pulse's transaction and gives back work that is leased to this process but not worked on.
   * Call the returned function after the commit. Returns null when there is no reason to look.
   */
  giveBackLost(tx: Writing): Promise<(() => void) | null>;
}

/** The same world with the worker as the actor, whoever created it. */
export function asWorker<W extends World>(world: W): W {
  return { ...world, caller: work(world.worker) };
}

/** A world that can read and release locks. */
export interface LockingWorld extends World {
  readonly locks: Locks;
}

/** A world that can enqueue tasks. */
export interface WorkingWorld extends World {
  readonly engine: Engine;
}

/** A world that may enqueue work at once. Without an engine, the next scan finds the work. */
export interface HandingWorld extends World {
  readonly engine?: Pick<Engine, 'enqueue'>;
}

/** The world that the CLI, the API and the other entry points get. */
export interface WholeWorld extends WorkingWorld, LockingWorld {}
