/** When a failed chunk is tried again: 3 retries, 10, 20 and 40 seconds after the failure. */

export const retriesMax = 3;
const firstRetrySeconds = 10;

/** Seconds to wait after the nth failure (from 1), or null when the run fails instead. */
export function retryDelaySeconds(failures: number): number | null {
  return failures > retriesMax ? null : firstRetrySeconds * 2 ** (failures - 1);
}
