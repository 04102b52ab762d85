/**
 * The whole period of which a transition period is a part.
 *
 * Salaries are paid by the period, but a transition is shorter or longer than one. So a salary is
 * prorated for the part of a whole period that the transition covers. Normally that is the new
 * schedule's own period with the same end, as if the employee had been hired on the transition's
 * first day. If the transition begins before that period, it is the old schedule's next period, as
 * if the employee had left on the transition's last day.
 */

import type { EpochDay } from '#time/plain-date.ts';
import { datedPeriods } from './dated-periods.ts';
import type { Frequency } from './frequency.ts';
import type { DatedPeriod, PaySchedule } from './pay-schedule.ts';

export interface WholePeriod {
  readonly frequency: Frequency;
  readonly startDay: EpochDay;
  readonly endDay: EpochDay;
}

const reachDays = 2 * 366;

/** Null if neither schedule has a period around it. `before` is the schedule until then. */
export function wholeAround(
  transition: Pick<DatedPeriod, 'startDay' | 'endDay'>,
  of: { readonly schedule: PaySchedule; readonly before: PaySchedule | null },
): WholePeriod | null {
  const { startDay, endDay } = transition;
  for (const schedule of [of.schedule, of.before]) {
    if (schedule === null || schedule.basis.kind === 'listed') continue;
    const endless: PaySchedule = {
      ...schedule,
      startsDay: null,
      endsDay: null,
      transition: null,
      seasons: [],
    };
    const [period] = datedPeriods(endless, { fromDay: endDay, toDay: endDay + reachDays });
    if (period !== undefined && period.startDay <= startDay) {
      return { frequency: schedule.frequency, startDay: period.startDay, endDay: period.endDay };
    }
  }
  return null;
}
