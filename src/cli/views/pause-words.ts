/** A sentence about the pause of all workers, for people who wait for a run. */
import type { PauseSeen } from '#answers/workers.ts';

export function pauseInWords({ since, orderedBy }: PauseSeen): string {
  const at = since.toString({ smallestUnit: 'second' });
  return `Every worker is paused, since ${at} by ${orderedBy}: nothing runs by itself until 'paybeat control resume'.`;
}
