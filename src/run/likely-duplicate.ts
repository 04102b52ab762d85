/**
 * Off-cycle runs that look as if somebody was to be paid the same thing twice.
 *
 * Two of them are alike in a person who is paid under the same pay code, for the same job and day
 * worked, either on the same pay date, or the same amount on pay dates at most 31 days apart. A row
 * without a day may be of any. The one that was opened later waits for a person. So does one that pays
 * the same amount as the run of a period paid somebody, with pay dates as near. The run of a period that
 * comes second only warns: everybody else's pay would wait with it. The queries are `similarRuns` and
 * `similarOffCycleRuns` in store/reads/off-cycle.ts.
 *
 * Pure.
 */
import type { Action } from '#actions.ts';
import type { Blocker } from './blockers.ts';
import type { RunState } from './run-state.ts';

/** How far apart pay dates of alike amounts may be, in days. */
export const similarWithinDays = 31;

export interface SimilarRun {
  readonly runId: number;
  readonly state: RunState;
  readonly payOn: Temporal.PlainDate;
  /** Of both runs. */
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

/** Of the run of a period, or of its preview: off-cycle runs that pay what was entered for it as well. */
export function likelyDuplicateWarnings(similar: readonly SimilarRun[]): readonly Warned[] {
  if (similar.length === 0) return [];
  const named = similar.slice(0, namedMax);
  const more = similar.length - named.length;
  const said = [...named.map(similarInWords), ...(more > 0 ? [`And ${more} more.`] : [])];
  return [
    {
      code: 'likely_duplicate',
      message: `it may pay somebody twice. ${said.join(' ')} Look whether both are meant`,
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
