/** What an operation may use. `main.ts` builds it; nothing else reaches the outside. */
import type { Store } from '#store/store.ts';
import type { Telemetry } from '#telemetry.ts';

export interface World {
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Who acts when the house does: `worker:host-4711`. Owns leases, stands in the audit chain. */
  readonly worker: string;
  readonly settings: Settings;
}

export interface Settings {
  /** Employees in one chunk, which is one task. */
  readonly chunkSize: number;
  readonly leaseSeconds: number;
  /** How far ahead periods exist. */
  readonly daysAheadMin: number;
}

export const defaultSettings: Settings = { chunkSize: 2_500, leaseSeconds: 30, daysAheadMin: 92 };
