/**
 * What a correction pays, and who settles what it does not pay. A payslip of a correction is what a payslip should
 * have been, less what it was, line by line.
 *
 * Pure.
 */
import type { Action } from '#actions.ts';
import type { Blocker } from './blockers.ts';
import type { SecondEyes } from './second-eyes.ts';

/** Amounts of a payslip that a correction compares. */
interface CorrectedAmounts {
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
}

/**
 *   this_run   the correction pays the difference, or changes lines without paying anything
 *   owed_list  the person owes it: a person decides whether it is taken back
 *   nobody     nothing differs
 *   unclear    the person owes net pay although their earnings are not lower
 */
export type CorrectionSettled = 'this_run' | 'owed_list' | 'nobody' | 'unclear';

export function correctionSettled(
  { grossMinor, netMinor }: CorrectedAmounts,
  isSame: boolean,
): CorrectionSettled {
  if (isSame) return 'nobody';
  if (netMinor >= 0n) return 'this_run';
  return grossMinor < 0n ? 'owed_list' : 'unclear';
}

/** Where the company has a second pair of eyes, somebody else than who asked approves a correction. */
export function correctionBlockers(
  runId: number,
  of: {
    readonly secondEyes: SecondEyes;
    /** As people read it: `ada`. */
    readonly askedBy: string;
    readonly why: string;
    readonly corrects: number;
  },
): readonly Blocker[] {
  if (of.secondEyes !== 'required') return [];
  const actions: readonly Action[] = [
    { action: 'approve_run', run: runId },
    { action: 'void_run', run: runId },
  ];
  return [
    {
      code: 'correction_to_confirm',
      title: 'A second person confirms a correction',
      description: `${of.askedBy} asked to correct payslips of run ${of.corrects}: ${of.why}.`,
      todo: 'If the new amounts are right, approve the run; otherwise void it',
      actions,
    },
  ];
}
