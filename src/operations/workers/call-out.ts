/**
 * The outward heartbeat: an address that is called after every scan that went well, so that somebody
 * outside notices when the calls stop (a dead man's switch).
 *
 * It is the worker that calls, not the beat: what must not stop silently is running what is due.
 * That nobody answers is told, and stops nothing.
 */
import type { World } from '#operations/world.ts';

const timeoutMs = 5_000;

export async function callOut(world: Pick<World, 'telemetry'>, url: string): Promise<void> {
  let why: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    if (response.ok) return;
    why = `it answered ${response.status}`;
  } catch (error) {
    why =
      error instanceof Error
        ? error.cause instanceof Error
          ? error.cause.message
          : error.message
        : '';
  }
  // The address may carry a secret: only the host is told.
  world.telemetry.emit({ kind: 'heartbeat_unheard', host: new URL(url).host, why });
}
