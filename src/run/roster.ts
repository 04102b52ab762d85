/**
 * Decides which people on the roster take part in a run.
 *
 * Everybody is either calculated (and then paid or held) or excluded with a reason. Nobody is left
 * out silently: `rosterIsExact` proves that, and a run needs the proof before approval.
 */

import { toEpochDay } from '#time/plain-date.ts';
import type { Employment } from './employments.ts';

interface Span {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

type Placement =
  | { readonly kind: 'calculated' }
  | {
      readonly kind: 'excluded';
      readonly code: 'future_hire' | 'left_before_period';
      readonly detail: string;
      readonly hint: string;
    };

export function placementOf(employment: Employment, period: Span): Placement {
  const { hiredOn, endedOn } = employment;
  if (toEpochDay(hiredOn) > toEpochDay(period.endOn)) {
    return {
      kind: 'excluded',
      code: 'future_hire',
      detail: `hired on ${hiredOn}, after this period ends on ${period.endOn}`,
      hint: 'no action needed: pay starts with the period of the hire date',
    };
  }
  if (endedOn !== null && toEpochDay(endedOn) < toEpochDay(period.startOn)) {
    return {
      kind: 'excluded',
      code: 'left_before_period',
      detail: `left on ${endedOn}, before this period starts on ${period.startOn}`,
      hint: 'no action needed, unless the end date in the roster is wrong',
    };
  }
  return { kind: 'calculated' };
}

export interface RosterCounts {
  readonly roster: number;
  readonly paid: number;
  readonly held: number;
  readonly excluded: number;
}

/** I20: roster = paid + excluded + held. */
export function rosterIsExact(counts: RosterCounts): boolean {
  return counts.roster === counts.paid + counts.held + counts.excluded;
}
