/** What to do about an employee whom a run does not pay, and how the employee is paid then. */
import type { Action } from '#actions.ts';
import type { RunState } from './run-state.ts';

export function exceptionTodo(
  { runId, state }: { readonly runId: number; readonly state: RunState },
  {
    disposition,
    hint,
    paidByRun = null,
    number,
    seen = null,
  }: {
    readonly disposition: 'excluded' | 'held';
    readonly hint: string;
    /** The other run of the period that has this person's payslip. */
    readonly paidByRun?: number | null;
    /** Employee number. */
    readonly number: string;
    /** The checksum of what a limit has seen. Null: no limit holds the person. */
    readonly seen?: string | null;
  },
): { readonly hint: string; readonly actions: readonly Action[] } {
  if (paidByRun !== null && state === 'committed') {
    const actions = [{ action: 'show_run', run: paidByRun }] as const;
    return {
      hint: `this period was calculated later for this person, in run ${paidByRun}`,
      actions,
    };
  }
  const confirm: readonly Action[] =
    seen === null
      ? []
      : [{ action: 'confirm_held', run: runId, employee: number, seen: seen.slice(0, 12) }];
  if (disposition === 'held' && state === 'committed') {
    const actions = [...confirm, { action: 'pay_held', run: runId }] as const;
    return { hint: `${hint}; then pay the held people`, actions };
  }
  if (disposition === 'held' && state === 'review') {
    const recalculate = [{ action: 'recalculate_run', run: runId }] as const;
    if (seen !== null)
      return {
        hint: `${hint}; confirming recalculates the run`,
        actions: [...confirm, ...recalculate],
      };
    return { hint: `${hint}; then recalculate the run`, actions: recalculate };
  }
  return { hint, actions: [] };
}
