/**
 * Finds off-cycle runs that probably pay somebody twice for the same thing.
 *
 * Two runs are similar if both pay a person under the same pay code, for the same job and day
 * worked. In addition, they have the same pay date, or the same amount on pay dates at most 31 days
 * apart. A row without a day may be of any day.
 *
 * The later of two similar off-cycle runs waits for a person. So does an off-cycle run that repeats
 * an amount which a period's run paid, with pay dates as near. If the period's run comes second, it
 * only warns, because everybody else's pay would wait with it. The queries are `similarRuns` and
 * `similarOffCycleRuns` in store/reads/off-cycle.ts.
 *
 * Pure.
 */
import type { Action } from '#actions.ts';
import type { Blocker } from './blockers.ts';
import type { RunState } from './run-state.ts';

/** The largest distance in days between the pay dates of equal amounts. */
export const similarWithinDays = 31;

export interface SimilarRun {
  readonly runId: number;
  readonly state: RunState;
  readonly payOn: Temporal.PlainDate;
  /** The number of people whom both runs pay. */
  readonly people: number;
}

const namedMax = 5;

export function likelyDuplicate(runId: number, similar: readonly SimilarRun[]): Blocker | null {
  if (similar.length === 0) return null;
  const named = similar.slice(0, namedMax).map(similarInWords);
  const more = similar.length - named.length;
  return {
    code: 'likely_duplicate',
    title: 'Possible duplicate payment',
    description: [...named, ...(more > 0 ? [`And ${more} more.`] : [])].join(' '),
    todo: 'If both payments are intended, approve the run; otherwise void it',
    actions: [
      { action: 'approve_run', run: runId },
      { action: 'void_run', run: runId },
    ],
  };
}

/**
 * Warnings for a period's run or its preview: off-cycle runs also pay what was entered for the
 * period.
 */
export function likelyDuplicateWarnings(similar: readonly SimilarRun[]): readonly Warned[] {
  if (similar.length === 0) return [];
  const named = similar.slice(0, namedMax);
  const more = similar.length - named.length;
  const said = [...named.map(similarInWords), ...(more > 0 ? [`And ${more} more.`] : [])];
  return [
    {
      code: 'likely_duplicate',
      message: `it may pay somebody twice. ${said.join(' ')} Check whether both are intended`,
      facts: similar.map(({ runId, payOn, people }) => ({
        ...{ runId, payOn: payOn.toString(), people },
      })),
      actions: named.map(({ runId }) => ({ action: 'show_run', run: runId })),
    },
  ];
}

interface Warned {
  readonly code: string;
  readonly message: string;
  readonly facts: readonly Readonly<Record<string, string | number | null>>[];
  readonly actions: readonly Action[];
}

export function similarInWords({ runId, payOn, people }: SimilarRun): string {
  const who = people === 1 ? 'one of the same people' : `${people} of the same people`;
  return `Run ${runId} pays ${who} under the same pay code, on ${payOn}.`;
}
