/**
 * What a run says of those that come before it and wait for a person: it does not wait for them, and its
 * year-to-date does not know of them. Once they are paid, they count what this one has paid.
 */
import { whatItIs } from '#run/run-state.ts';
import type { Passed } from '#store/reads/earlier-work.ts';
import type { RunWarning } from '#store/writes/runs.ts';

const shownMax = 5;

/** One warning for all of them, with each in its facts; none where there are none. */
export function passedWarnings(passed: readonly Passed[]): readonly RunWarning[] {
  if (passed.length === 0) return [];
  const shown = passed.slice(0, shownMax).map(inWords).join('; ');
  const more = passed.length > shownMax ? `; and ${passed.length - shownMax} more` : '';
  return [
    {
      code: 'passed_earlier',
      message:
        `it did not wait for what comes before it and is not paid: ${shown}${more}. ` +
        'Its year-to-date and yearly limits do not count that',
      facts: passed.map(({ periodId, payOn, runId, state }) => ({
        ...{ periodId, payOn: payOn.toString(), runId, state },
      })),
    },
  ];
}

function inWords({ periodId, payOn, runId, state }: Passed): string {
  const period = `period ${periodId}, pay date ${payOn}`;
  if (runId === null)
    return `${period}, is ${state === 'held' ? 'held' : 'due and could not be opened'}`;
  const is = state === 'review' ? 'waits for a person' : whatItIs[state as keyof typeof whatItIs];
  return `${period}, run ${runId} ${is}`;
}
