/**
 * When a reversal counts, and what stops one from being approved by policy.
 *
 * The payslips of a reversal are the exact negative of those that it reverses, whenever it is made. What the tax
 * authorities give back depends on the dates; the tax pack of the country says it. Paybeat files nothing.
 *
 * Pure.
 */
import type { Action } from '#actions.ts';
import type { Blocker } from './blockers.ts';
import type { SecondEyes } from './second-eyes.ts';

/** Where the pay date of a reversal lies, seen from the pay date of the reversed run. */
export type ReversalCounts = 'same_quarter' | 'earlier_quarter' | 'earlier_year';

interface ReversalDates {
  /** The pay date of the reversed run. */
  readonly reversedOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
}

/** With what the country does: `reversedPay` of its tax pack. */
export interface ReversalPlace extends ReversalDates {
  readonly taxes: { readonly earlierQuarter: string; readonly earlierYear: string };
}

export function whereItCounts({ reversedOn, payOn }: ReversalDates): ReversalCounts {
  if (reversedOn.year !== payOn.year) return 'earlier_year';
  return quarterOf(reversedOn) === quarterOf(payOn) ? 'same_quarter' : 'earlier_quarter';
}

function quarterOf({ month }: Temporal.PlainDate): number {
  return Math.ceil(month / 3);
}

/** For people: what follows from the dates. */
export function countsInWords(place: ReversalPlace): string {
  const { reversedOn, taxes } = place;
  const { year } = reversedOn;
  const quarter = `Q${quarterOf(reversedOn)} ${year}`;
  const counts = whereItCounts(place);
  if (counts === 'same_quarter') {
    return `It counts in ${quarter}, like the pay that it reverses. Year-to-date and the taxes of that quarter go down.`;
  }
  if (counts === 'earlier_quarter') {
    const adjusts = `It reverses pay of ${quarter}, an earlier quarter. Year-to-date goes down, and for the taxes it adjusts that quarter.`;
    return `${adjusts} ${taxes.earlierQuarter}`.trim();
  }
  const lowers = `It reverses pay of ${year}, an earlier tax year, and lowers the year-to-date of ${year}. Paybeat calculates no repayment.`;
  return `${lowers} ${taxes.earlierYear}`.trim();
}

/** What stops a reversal. A person can approve it with a reason. */
export function reversalBlockers(
  runId: number,
  of: ReversalPlace & {
    readonly secondEyes: SecondEyes;
    /** As people read it: `ada`. */
    readonly askedBy: string;
    readonly why: string;
    readonly reverses: number;
  },
): readonly Blocker[] {
  const actions: readonly Action[] = [
    { action: 'approve_run', run: runId },
    { action: 'void_run', run: runId },
  ];
  const blockers: Blocker[] = [];
  if (of.secondEyes === 'required') {
    blockers.push({
      code: 'reversal_to_confirm',
      title: 'A second person confirms a reversal',
      description: `${of.askedBy} asked to reverse payslips of run ${of.reverses}: ${of.why}.`,
      todo: 'If these payslips are to be reversed, approve the run; otherwise void it',
      actions,
    });
  }
  if (whereItCounts(of) === 'earlier_year') {
    blockers.push({
      code: 'reversal_of_earlier_year',
      title: 'The payslips are of an earlier tax year',
      description: countsInWords(of),
      todo: 'If nobody has received this pay, approve the run; otherwise void it and agree on a repayment',
      actions,
    });
  }
  return blockers;
}
