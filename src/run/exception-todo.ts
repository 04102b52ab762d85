/** What to do about an employee whom a run does not pay, and how the employee is paid then. */
import type { Action } from '#actions.ts';
import type { RunState } from './run-state.ts';

export function exceptionTodo(
  { runId, state }: { readonly runId: number; readonly state: RunState },
  {
    disposition,
    hint,
    paidByRun = null,
  }: {
    readonly disposition: 'excluded' | 'held';
    readonly hint: string;
    /** The other run of the period that has this person's payslip. */
    readonly paidByRun?: number | null;
  },
): { readonly hint: string; readonly actions: readonly Action[] } {
  if (paidByRun !== null && state === 'committed') {
    const actions = [{ action: 'show_run', run: paidByRun }] as const;
    return {
      hint: `this period was calculated later for this person, in run ${paidByRun}`,
      actions,
    };
  }
  if (disposition === 'held' && state === 'committed') {
    const actions = [{ action: 'pay_held', run: runId }] as const;
    return { hint: `${hint}; then pay the held people`, actions };
  }
  if (disposition === 'held' && state === 'review') {
    const actions = [{ action: 'recalculate_run', run: runId }] as const;
    return { hint: `${hint}; then recalculate the run`, actions };
  }
  return { hint, actions: [] };
}
