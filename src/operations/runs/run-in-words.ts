/** How doors say what a run is, `run 7 is in review`, and what to do with one that has failed. */
import type { Action } from '#actions.ts';
import { type RunState, whatItIs } from '#run/run-state.ts';
import { wayOn } from '#run/way-on.ts';

export function runIs(state: RunState): string {
  return whatItIs[state];
}

/** Nothing unless it has failed. */
export function wayOnOf(run: Parameters<typeof wayOn>[0]): {
  readonly hint?: string;
  readonly actions?: readonly Action[];
} {
  const way = wayOn(run);
  return way === null ? {} : { hint: way.todo, actions: way.actions };
}
