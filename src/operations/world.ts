/** What an operation may use. `main.ts` builds it; nothing else reaches the outside. */
import { type Caller, work } from '#caller.ts';
import type { Engine } from '#engine/engine.ts';
import type { LockKeeper } from '#engine/locks/lock-keeper.ts';
import type { Locks } from '#engine/locks/locks.ts';
import type { Settings } from '#settings/work-settings.ts';
import type { Store, Writing } from '#store/store.ts';
import type { Telemetry } from '#telemetry.ts';

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
  readonly inHand?: WorkHeld;
}

/** What a claim is about; its epoch is known when the claim has succeeded. */
export type Work =
  | { readonly kind: 'chunk'; readonly runId: number; readonly ordinal: number }
  | { readonly kind: 'task'; readonly taskId: string };

/** What a process has claimed and works on (workers/work-in-hand.ts). */
export interface WorkHeld {
  /** From before the claim is made until the work has ended; `claimed` is told the epoch of the claim. */
  during<T>(work: Work, act: (claimed: (epoch: number) => void) => Promise<T>): Promise<T>;
  /**
   * In a transaction of the pulse: gives back what is leased to this process and not in hand. Call the
   * answer when the transaction is committed; null when there is no reason to look.
   */
  giveBackLost(tx: Writing): Promise<(() => void) | null>;
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
