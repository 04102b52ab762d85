/** What a person can do with a failed run after its cause is fixed. */
import type { Action } from '#actions.ts';
import type { RunState } from './run-state.ts';

export interface WayOn {
  /** In prose. */
  readonly todo: string;
  readonly actions: readonly Action[];
}

/** Null for a run in any other state. */
export function wayOn(run: {
  readonly runId: number;
  readonly state: RunState;
  readonly failedIn: RunState | null;
}): WayOn | null {
  if (run.state !== 'failed') return null;
  const words = ['retry_run', 'recalculate_run', 'void_run'] as const;
  return {
    todo: `fix the cause; ${retried(run.failedIn)}`,
    actions: words.map((action): Action => ({ action, run: run.runId })),
  };
}

function retried(failedIn: RunState | null): string {
  if (failedIn === 'approved') return 'a retry commits it as it was approved';
  if (failedIn === 'review') return 'a retry approves and commits it as it was calculated';
  return 'a retry keeps what was calculated';
}
