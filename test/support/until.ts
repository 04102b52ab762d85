/** Waits for a fact of another process that cannot report it. */
import { waitUntil } from '#store/embedded/wait-until.ts';

/** Throws if the condition does not become true in time. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  if (await waitUntil(isSo, { seconds: withinMs / 1_000 })) return;
  throw new Error(`still not so after ${withinMs} ms: ${isSo}`);
}
