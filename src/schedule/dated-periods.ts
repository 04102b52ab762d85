/**
 * The periods of a schedule in whole days, before any pay date is moved.
 *
 * Period numbers have no bounds in either direction, and period n + 1 begins on the day after
 * period n ends. So the n-th period is found by arithmetic, without a walk from an anchor.
 */

import { assert } from '#errors.ts';
import { civilOf, daysInMonth, type EpochDay, epochDayOf } from '#time/plain-date.ts';
import type { DatedPeriod, PayDateRule, PaySchedule, PeriodBasis } from './pay-schedule.ts';

type RepeatingBasis = Exclude<PeriodBasis, { kind: 'listed' }>;

/** The periods that end in the span, in order, within the schedule's own first and last day. */
export function datedPeriods(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay },
): readonly DatedPeriod[] {
  const isInSpan = (period: DatedPeriod) =>
    period.endDay >= span.fromDay && period.endDay <= span.toDay;
  const { basis, transition, startsDay, endsDay } = schedule;
  if (basis.kind === 'listed') return basis.periods.filter(isInSpan);
  const first = transition === null ? startsDay : transition.endDay + 1;
  const found: DatedPeriod[] = transition !== null && isInSpan(transition) ? [transition] : [];
  let index = indexOfEnd(basis, { payDate: schedule.payDate, day: span.fromDay });
  for (;;) {
    const period = periodAt(basis, { payDate: schedule.payDate, index });
    if (period.endDay > span.toDay || (endsDay !== null && period.endDay > endsDay)) return found;
    if (first === null || period.startDay >= first) found.push(period);
    index += 1;
  }
}

/** The period with a number. Numbers have a meaning only within one schedule. */
function periodAt(
  basis: RepeatingBasis,
  which: { payDate: PayDateRule; index: number },
): DatedPeriod {
  const endDay = endAt(basis, which);
  return {
    startDay: endAt(basis, { ...which, index: which.index - 1 }) + 1,
    endDay,
    nominalDay: nominalDayOf(endDay, { rule: which.payDate, slot: slotOf(basis, which.index) }),
  };
}

/** The number of the first period that ends on or after a day. */
function indexOfEnd(basis: RepeatingBasis, which: { payDate: PayDateRule; day: EpochDay }): number {
  const at = (index: number) => endAt(basis, { payDate: which.payDate, index });
  let index: number;
  if (basis.kind === 'weeks') {
    index = Math.ceil((which.day - at(0)) / basis.days);
  } else {
    const { year, month } = civilOf(which.day);
    const groups = Math.floor((year * 12 + month - basis.endsInMonth) / basis.months);
    index = (groups - 1) * basis.endDays.length;
    while (at(index) < which.day) index += 1;
  }
  assert(at(index) >= which.day && at(index - 1) < which.day, 'a day lies in one period');
  return index;
}

function endAt(basis: RepeatingBasis, which: { payDate: PayDateRule; index: number }): EpochDay {
  if (basis.kind === 'weeks') {
    assert(which.payDate.kind === 'days_after_end', 'weeks are paid so many days after they end');
    return basis.anchorDay - which.payDate.days + which.index * basis.days;
  }
  const slots = basis.endDays.length;
  const group = Math.floor(which.index / slots);
  const day = basis.endDays[which.index - group * slots] as number;
  return dayOfMonth({ month: basis.endsInMonth - 1 + group * basis.months, day });
}

function slotOf(basis: RepeatingBasis, index: number): number {
  if (basis.kind === 'weeks') return 0;
  const slots = basis.endDays.length;
  return index - Math.floor(index / slots) * slots;
}

/** The nominal pay day of a period, by the position of its end within the month. */
function nominalDayOf(endDay: EpochDay, how: { rule: PayDateRule; slot: number }): EpochDay {
  const { rule } = how;
  if (rule.kind === 'days_after_end') return endDay + rule.days;
  const { year, month } = civilOf(endDay);
  const slot =
    rule.kind === 'last_banking_day'
      ? { day: 31, monthsLater: rule.monthsLater }
      : (rule.days[how.slot] as { day: number; monthsLater: number });
  return dayOfMonth({ month: year * 12 + month - 1 + slot.monthsLater, day: slot.day });
}

/**
 * The epoch day. Months are counted from year 0; a day past the end of its month is the month's
 * last day.
 */
function dayOfMonth(of: { month: number; day: number }): EpochDay {
  const year = Math.floor(of.month / 12);
  const month = of.month - year * 12 + 1;
  return epochDayOf({ year, month, day: Math.min(of.day, daysInMonth(year, month)) });
}
