/** What the main thread and a chunk thread tell each other. Everything is plain data. */
import { Outage } from '#errors.ts';
import type { CalculateChunk, ChunkOutcome, MadeClaim } from '#operations/runs/chunk-outcome.ts';
import type { Settings } from '#settings/work-settings.ts';
import type { PaybeatEvent } from '#telemetry.ts';

/** What a thread is started with. */
export interface ThreadStart {
  readonly databaseUrl: string;
  /** The worker that owns the leases. */
  readonly worker: string;
  readonly settings: Settings;
}

export interface ToThread {
  readonly id: number;
  readonly ask: CalculateChunk;
}

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: PaybeatEvent }
  | { readonly kind: 'claimed'; readonly id: number; readonly claim: MadeClaim }
  | { readonly kind: 'ended'; readonly id: number; readonly outcome: ChunkOutcome }
  | { readonly kind: 'thrown'; readonly id: number; readonly error: ThrownError };

/** An error as data. `code` is present for an Outage. */
interface ThrownError {
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly hint?: string;
}

export function errorAsData(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  if (!(error instanceof Outage)) return { message, ...(stack === undefined ? {} : { stack }) };
  const { code, hint } = error;
  return { message, code, ...(hint === undefined ? {} : { hint }) };
}

export function errorFromData({ message, code, hint, stack }: ThrownError): Error {
  if (code !== undefined) return new Outage(code, message, hint === undefined ? {} : { hint });
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}
