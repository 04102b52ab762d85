/** The text for a run's state, `run 7 is in review`, and the next steps for a failed run. */
import type { Action } from '#actions.ts';
import { type RunState, whatItIs } from '#run/run-state.ts';
import { wayOn } from '#run/way-on.ts';

export function runIs(state: RunState): string {
  return whatItIs[state];
}

/** Empty unless the run has failed. */
export function wayOnOf(run: Parameters<typeof wayOn>[0]): {
  readonly hint?: string;
  readonly actions?: readonly Action[];
} {
  const way = wayOn(run);
  return way === null ? {} : { hint: way.todo, actions: way.actions };
}
