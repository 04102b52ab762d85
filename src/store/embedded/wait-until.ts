/**
 * Waits for an action of another process that sends no event.
 */

/** Looks every few milliseconds. False when the condition is still false after the given time. */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  times: { readonly seconds: number; readonly everyMilliseconds?: number },
): Promise<boolean> {
  const endsAt = performance.now() + times.seconds * 1000;
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() >= endsAt) return false;
    await new Promise((done) => setTimeout(done, times.everyMilliseconds ?? 15));
  }
}
