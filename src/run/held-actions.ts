/** How somebody whom a run held is paid, once their data are right. */
import type { Action } from '#actions.ts';
import type { RunState } from './run-state.ts';

export function heldActions(
  run: { readonly runId: number; readonly state: RunState },
  { disposition }: { readonly disposition: 'excluded' | 'held' },
): readonly Action[] {
  if (disposition !== 'held') return [];
  if (run.state === 'committed') return [{ action: 'pay_held', run: run.runId }];
  return run.state === 'review' ? [{ action: 'recalculate_run', run: run.runId }] : [];
}
