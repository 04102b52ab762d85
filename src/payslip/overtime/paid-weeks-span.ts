/** Which workweeks a run pays. */

import type { Worksheet } from '#payslip/worksheet.ts';
import { toEpochDay } from '#time/plain-date.ts';

export interface PaidSpan {
  readonly until: number;
  readonly settledBefore: number;
}

/** The range of days whose workweeks this run pays for an employee. */
export function paidBy({ input, period }: Worksheet): PaidSpan {
  const { worked } = input;
  if (worked === undefined) {
    // An employee who leaves in this period has no later one in which the last workweek could end.
    const { endedOn } = input.employee;
    const endedDay = endedOn === null ? null : toEpochDay(endedOn);
    const isLast = endedDay !== null && endedDay <= period.untilDay;
    const until = isLast ? Math.max(period.untilDay, endedDay + 6) : period.untilDay;
    return { until, settledBefore: period.fromDay };
  }
  return {
    until: worked.until === null ? Number.NEGATIVE_INFINITY : toEpochDay(worked.until),
    settledBefore: toEpochDay(worked.settledBefore),
  };
}
