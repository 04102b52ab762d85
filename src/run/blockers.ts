/**
 * What stops a run from being approved by policy, and which of it a person may approve all the same.
 *
 * Pure: looks at totals that were recomputed from rows, never at running counters.
 */
import type { Action } from '#actions.ts';
import { type RosterCounts, rosterIsExact } from './roster.ts';

export interface Blocker {
  /** A word in snake_case. */
  readonly code: string;
  readonly title: string;
  readonly description: string;
  /** What a person can do about it, in prose; rows of earlier versions spell commands here. */
  readonly todo: string;
  /** The same as data; rows of earlier versions have none. */
  readonly actions?: readonly Action[];
}

/**
 * What is a matter of judgement (many-held.ts and likely-duplicate.ts have the others). Numbers that do
 * not add up are not, and nobody agrees to them.
 */
const approvable: ReadonlySet<string> = new Set([
  ...['nobody_to_pay', 'no_hours', 'many_held', 'likely_duplicate'],
]);

/** Those that no person can wave through; a code of another version is among them. */
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
      description: `Of ${totals.roster} employees, ${totals.held} are held and ${totals.excluded} are excluded.`,
      todo: 'Import what is missing (hours, salaries), then recalculate the run',
      actions: [recalculate, { action: 'approve_run', run: runId }],
    });
  }
  return blockers;
}
