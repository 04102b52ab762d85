/**
 * What a transition period is a part of.
 *
 * A salary is paid by the period. A transition is shorter or longer than a period, so it is paid as
 * the part of a whole one that it covers: of the new schedule's own period that ends with it, as if
 * somebody had been hired on its first day; or, where the transition began before that, of the old
 * schedule's next period, as if they had left on its last.
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

/** Null where neither schedule has a period around it. `before`: what the schedule was until then. */
export function wholeAround(
  transition: Pick<DatedPeriod, 'startDay' | 'endDay'>,
  of: { readonly schedule: PaySchedule; readonly before: PaySchedule | null },
): WholePeriod | null {
  const { startDay, endDay } = transition;
  for (const schedule of [of.schedule, of.before]) {
    if (schedule === null || schedule.basis.kind === 'listed') continue;
    const endless: PaySchedule = { ...schedule, startsDay: null, endsDay: null, transition: null };
    const [period] = datedPeriods(endless, { fromDay: endDay, toDay: endDay + reachDays });
    if (period !== undefined && period.startDay <= startDay) {
      return { frequency: schedule.frequency, startDay: period.startDay, endDay: period.endDay };
    }
  }
  return null;
}
