/** How doors say what a run is: `run 7 is in review`. */
import { type RunState, whatItIs } from '#run/run-state.ts';

export function runIs(state: RunState): string {
  return whatItIs[state];
}
