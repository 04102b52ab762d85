/** Refuses to show what a run pays when it has no totals yet, or pays no one. */
import { type Answer, refuse } from '#errors.ts';
import type { RunRow } from '#store/reads/runs.ts';

/**
 * Null: it is in review or later, or failed. Refusals: run_voided, still_calculating. `later` says what to do
 * when the run is in review.
 */
export function withoutTotals({ runId, state }: RunRow, later: string): Answer<never> | null {
  const of = { family: 'conflict' as const, facts: { runId } };
  if (state === 'voided') {
    return refuse({
      ...{ ...of, code: 'run_voided' },
      message: `run ${runId} is voided and pays no one`,
      hint: 'choose another run of the period',
      actions: [{ action: 'list_runs' }],
    });
  }
  if (state !== 'calculating') return null;
  return refuse({
    ...{ ...of, code: 'still_calculating' },
    message: `run ${runId} is still calculating`,
    hint: later,
    actions: [{ action: 'show_run', run: runId }],
  });
}

/** Refusal: run_failed. `why` completes "run 3". */
export function failedRun({ runId }: RunRow, why: string): Answer<never> {
  return refuse({
    ...{ family: 'conflict', code: 'run_failed', facts: { runId } },
    message: `run ${runId} ${why}`,
    hint: 'retry the run first',
    actions: [{ action: 'retry_run', run: runId }],
  });
}
