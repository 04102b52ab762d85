/**
 * Waits for something that another process does and that sends no event.
 */

/** Looks every few milliseconds; false when the time is over and it is still not so. */
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
