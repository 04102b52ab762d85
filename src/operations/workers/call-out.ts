/**
 * The outward heartbeat: an address that is called after every successful scan. An outside monitor notices
 * when the calls stop (a dead man's switch).
 *
 * The worker calls it, not the beat, because the running of due periods is what must not stop silently. A
 * call without an answer is reported, and stops nothing.
 */
import type { World } from '#operations/world.ts';
import { isToldAgain } from '#telemetry.ts';

const timeoutMs = 5_000;

/** Each call is made once. Failures are reported for the 1st, 2nd, 4th … failure in a row. */
export function outwardHeartbeat(
  { telemetry }: Pick<World, 'telemetry'>,
  url: string,
): () => Promise<void> {
  // The address may contain a secret, so only its host is reported.
  const { host } = new URL(url);
  let inARow = 0;
  return async () => {
    const why = await callOut(url);
    inARow = why === null ? 0 : inARow + 1;
    if (why === null || !isToldAgain(inARow)) return;
    telemetry.emit({ kind: 'heartbeat_unheard', host, why, inARow });
  };
}

/** Why the call failed; null when it was answered. */
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
