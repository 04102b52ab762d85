/** A sentence about the pause of all workers, for people who wait for a run. */
import type { PauseSeen } from '#answers/workers.ts';
import { actorNamed } from '#operations/who-was-first.ts';

export function pauseInWords({ since, orderedBy }: PauseSeen): string {
  const at = since.toString({ smallestUnit: 'second' });
  return `Every worker is paused, since ${at} by ${actorNamed(orderedBy)}: nothing runs by itself until 'paybeat control resume'.`;
}
