/**
 * When a failed chunk, review, approval or commit is retried, and when work that never ends is
 * given up. There are 3 retries: 10, 20 and 40 seconds after the failure.
 */

const retriesMax = 3;
const firstRetrySeconds = 10;

/** The wait in seconds after the nth failure (from 1). Null: the run fails. */
export function retryDelaySeconds(failures: number): number | null {
  return failures > retriesMax ? null : firstRetrySeconds * 2 ** (failures - 1);
}

/**
 * After this many claims without a result, work is given up. It probably kills its workers, for
 * example by running out of memory, and other work must continue. Killed machines and outages stay
 * far below this number.
 */
export const claimsMax = 20;

/**
 * The wait in seconds after the nth database outage (from 1) in a step of a run. The first two have
 * no wait. Null: the run fails.
 */
export function outageDelaySeconds(outages: number): number | null {
  if (outages > claimsMax) return null;
  return outages <= 2 ? 0 : Math.min(60, 4 * outages);
}
