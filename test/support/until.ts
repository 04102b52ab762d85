/** Waits for a fact of another process, which cannot be told to say when it has come true. */
import { waitUntil } from '#store/embedded/wait-until.ts';

/** Throws when it does not come true in time. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  if (await waitUntil(isSo, { seconds: withinMs / 1_000 })) return;
  throw new Error(`still not so after ${withinMs} ms: ${isSo}`);
}
