/**
 * Blockers: facts that stop a run from being approved automatically. A person may still approve
 * some of them.
 *
 * Pure: it reads totals that were recalculated from rows, never running counters.
 */

import type { Action } from '#actions.ts';
import { counted } from '#text/counted.ts';
import { type RosterCounts, rosterIsExact } from './roster.ts';

export interface Blocker {
  /** A code in snake_case. */
  readonly code: string;
  readonly title: string;
  readonly description: string;
  /** What a person can do about it, in prose. Rows of earlier versions contain commands here. */
  readonly todo: string;
  /** The same as data. Rows of earlier versions have none. */
  readonly actions?: readonly Action[];
}

/**
 * Blockers that a person may override. many-held.ts, likely-duplicate.ts and reversal.ts define some of them. Nobody
 * may accept totals that do not add up.
 */
const approvable: ReadonlySet<string> = new Set([
  ...['nobody_to_pay', 'no_hours', 'many_held', 'off_cycle_held', 'likely_duplicate'],
  ...['reversal_to_confirm', 'reversal_of_earlier_year', 'correction_to_confirm'],
  ...['total_far_from_last', 'many_new', 'many_gone', 'new_pay_code_in_use'],
]);

/** The blockers that no person can accept. A code from another version counts as one. */
export function standingBlockers<B extends Pick<Blocker, 'code'>>(
  blockers: readonly B[],
): readonly B[] {
  return blockers.filter(({ code }) => !approvable.has(code));
}

export interface RunTotals extends RosterCounts {
  readonly grossMinor: bigint;
  readonly reimbursementsMinor: bigint;
  readonly deductionsMinor: bigint;
  readonly taxesMinor: bigint;
  readonly employerMinor: bigint;
  readonly netMinor: bigint;
}

export function blockersOf(runId: number, totals: RunTotals): readonly Blocker[] {
  const blockers: Blocker[] = [];
  const recalculate: Action = { action: 'recalculate_run', run: runId };
  if (!rosterIsExact(totals)) {
    blockers.push({
      code: 'roster_not_exact',
      title: 'Some employees are unaccounted for',
      description:
        `The roster has ${totals.roster}; paid ${totals.paid}, held ${totals.held} and ` +
        `excluded ${totals.excluded} make ${totals.paid + totals.held + totals.excluded}.`,
      todo: 'Recalculate the run; if the problem stays, report it',
      actions: [recalculate],
    });
  }
  const net =
    totals.grossMinor + totals.reimbursementsMinor - totals.deductionsMinor - totals.taxesMinor;
  if (net !== totals.netMinor) {
    blockers.push({
      code: 'totals_do_not_add_up',
      title: 'The totals do not add up',
      description: 'Gross pay minus deductions and taxes is not the net pay of the run.',
      todo: 'Recalculate the run; if the problem stays, report it',
      actions: [recalculate],
    });
  }
  if (totals.paid === 0) {
    blockers.push({
      code: 'nobody_to_pay',
      title: 'Nobody would be paid',
      description: `Of ${counted(totals.roster, 'employee')}, ${are(totals.held)} held and ${are(totals.excluded)} excluded.`,
      todo: 'Import what is missing, or confirm the pay of those who are held; then recalculate the run',
      actions: [recalculate, { action: 'approve_run', run: runId }],
    });
  }
  return blockers;
}

/** `1 is`, `2 are` */
function are(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'is' : 'are'}`;
}

/** Of a run that pays what is owed: another run has paid it since, so that nothing is left. */
export function nothingLeftToPay(runId: number, { grossMinor }: RunTotals): Blocker | null {
  if (grossMinor !== 0n) return null;
  return {
    code: 'nothing_owed',
    title: 'Nothing is owed any more',
    description: 'Another run has paid it, or a later change took it away.',
    todo: 'Void the run',
    actions: [{ action: 'void_run', run: runId }],
  };
}
