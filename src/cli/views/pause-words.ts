/** An order to all workers to take nothing, as a sentence for everybody who waits for a run. */
import type { Pause } from '#store/reads/pauses.ts';

export function pauseInWords({ since, orderedBy }: Pause): string {
  const at = since.toString({ smallestUnit: 'second' });
  return `Every worker is paused, since ${at} by ${orderedBy}: nothing runs by itself until 'paybeat control resume'.`;
}
