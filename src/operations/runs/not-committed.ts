/** A run that is not committed has nothing to reverse or to correct. The refusal says what to do instead. */
import type { Action } from '#actions.ts';
import { type Refused, refuse } from '#errors.ts';
import { whatItIs } from '#run/run-state.ts';
import type { RunRow } from '#store/reads/runs.ts';

/** Null: the run is committed. */
export function notCommitted(
  { runId, state }: Pick<RunRow, 'runId' | 'state'>,
  instead: { readonly deed: string; readonly hint: string; readonly action: Action },
): Refused | null {
  if (state === 'committed') return null;
  const isVoided = state === 'voided';
  return refuse({
    family: 'conflict',
    code: 'run_state',
    message: `run ${runId} ${whatItIs[state]}, and only a committed run can be ${instead.deed}`,
    hint: isVoided ? 'it pays nobody' : instead.hint,
    actions: [isVoided ? { action: 'show_run', run: runId } : instead.action],
    facts: { runId, state },
  });
}
