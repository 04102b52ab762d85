/**
 * The outward heartbeat: an address that is called after every scan that went well, so that somebody
 * outside notices when the calls stop (a dead man's switch).
 *
 * It is the worker that calls, not the beat: what must not stop silently is running what is due.
 * That nobody answers is told, and stops nothing.
 */
import type { World } from '#operations/world.ts';
import { isToldAgain } from '#telemetry.ts';

const timeoutMs = 5_000;

/** Calls once a time; what nobody hears is told the 1st, 2nd, 4th … time in a row. */
export function outwardHeartbeat(
  { telemetry }: Pick<World, 'telemetry'>,
  url: string,
): () => Promise<void> {
  // The address may carry a secret: only the host is told.
  const { host } = new URL(url);
  let inARow = 0;
  return async () => {
    const why = await callOut(url);
    inARow = why === null ? 0 : inARow + 1;
    if (why === null || !isToldAgain(inARow)) return;
    telemetry.emit({ kind: 'heartbeat_unheard', host, why, inARow });
  };
}

/** Why nobody heard it; null when it was heard. */
export async function callOut(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok ? null : `it answered ${response.status}`;
  } catch (error) {
    if (!(error instanceof Error)) return '';
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}
