/**
 * When a failed chunk, review, approval or commit is tried again: 3 retries, 10, 20 and 40 seconds after
 * the failure; and when one that never comes back is given up.
 */

const retriesMax = 3;
const firstRetrySeconds = 10;

/** Seconds to wait after the nth failure (from 1), or null when the run fails instead. */
export function retryDelaySeconds(failures: number): number | null {
  return failures > retriesMax ? null : firstRetrySeconds * 2 ** (failures - 1);
}

/**
 * Work that was begun so often and never heard of again takes its worker with it (out of memory, say).
 * It is given up, so that the work of others can go on; killed machines and outages stay far below.
 */
export const claimsMax = 20;

/**
 * Seconds to wait after the nth time (from 1) that the database broke a step of a run off, or null when
 * the run fails instead. A database that is back is asked again at once.
 */
export function outageDelaySeconds(outages: number): number | null {
  if (outages > claimsMax) return null;
  return outages <= 2 ? 0 : Math.min(60, 4 * outages);
}
