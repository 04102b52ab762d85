/**
 * The periods of a schedule in whole days, before any pay date is moved.
 *
 * Period numbers have no bounds in either direction, and period n + 1 begins on the day after
 * period n ends. So the n-th period is found by arithmetic, without a walk from an anchor. A
 * seasonal schedule then leaves out the periods outside of its seasons (seasons.ts).
 */

import { assert } from '#errors.ts';
import {
  civilOf,
  daysInMonth,
  type EpochDay,
  epochDayOf,
  type Weekday,
  weekdayOf,
} from '#time/plain-date.ts';
import type {
  DatedPeriod,
  PayDateRule,
  PayDay,
  PayMove,
  PaySchedule,
  PeriodBasis,
} from './pay-schedule.ts';
import { isInSeason } from './seasons.ts';

type RepeatingBasis = Exclude<PeriodBasis, { kind: 'listed' }>;

/** 1969-12-29, a Monday: the weeks of working days are counted from it. */
const firstMonday = -3;

/** The periods that end in the span, in order, within the schedule's own first and last day. */
export function datedPeriods(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay },
): readonly DatedPeriod[] {
  const isInSpan = (period: DatedPeriod) =>
    period.endDay >= span.fromDay && period.endDay <= span.toDay;
  const { basis, transition, startsDay, endsDay, seasons } = schedule;
  const first = transition === null ? startsDay : transition.endDay + 1;
  const found: DatedPeriod[] = transition !== null && isInSpan(transition) ? [transition] : [];
  if (basis.kind === 'listed') {
    const isOwn = ({ startDay, endDay }: DatedPeriod) =>
      (first === null || startDay >= first) && (endsDay === null || endDay <= endsDay);
    return [...found, ...basis.periods.filter((one) => isInSpan(one) && isOwn(one))];
  }
  let index = indexOfEnd(basis, { payDate: schedule.payDate, day: span.fromDay });
  for (;;) {
    const period = periodAt(basis, { payDate: schedule.payDate, index });
    if (period.endDay > span.toDay || (endsDay !== null && period.endDay > endsDay)) return found;
    if ((first === null || period.startDay >= first) && isInSeason(period, seasons)) {
      found.push(period);
    }
    index += 1;
  }
}

/** The schedule with the same first and last days, whose pay dates no bank calendar moves. */
export function withoutMoves(schedule: PaySchedule): PaySchedule {
  const { basis } = schedule;
  const payDate = basis.kind === 'months' ? paidAtTheEnd : schedule.payDate;
  return { ...schedule, convention: 'none', payDate };
}

const paidAtTheEnd: PayDateRule = { kind: 'days_after_end', days: 0 };

/** The period with a number. Numbers have a meaning only within one schedule. */
function periodAt(
  basis: RepeatingBasis,
  which: { payDate: PayDateRule; index: number },
): DatedPeriod {
  const endDay = endAt(basis, which);
  const startDay = endAt(basis, { ...which, index: which.index - 1 }) + 1;
  // The days after a working day belong to it, but it is paid by its own date.
  const fromDay = basis.kind === 'work_days' ? startDay : endDay;
  const nominal = nominalOf(fromDay, { rule: which.payDate, slot: slotOf(basis, which.index) });
  return { startDay, endDay, ...nominal };
}

/** The number of the first period that ends on or after a day. */
function indexOfEnd(basis: RepeatingBasis, which: { payDate: PayDateRule; day: EpochDay }): number {
  const at = (index: number) => endAt(basis, { payDate: which.payDate, index });
  let index: number;
  if (basis.kind === 'weeks') {
    index = Math.ceil((which.day - at(0)) / basis.days);
  } else if (basis.kind === 'work_days') {
    index = (Math.floor((which.day - firstMonday) / 7) - 1) * basis.weekdays.length;
    while (at(index) < which.day) index += 1;
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
  if (basis.kind === 'work_days') return workDayAt(basis.weekdays, which.index + 1) - 1;
  const slots = basis.endDays.length;
  const group = Math.floor(which.index / slots);
  const day = basis.endDays[which.index - group * slots] as number;
  return dayOfMonth({ month: basis.endsInMonth - 1 + group * basis.months, day });
}

/** The working day with a number, counted in both directions from the first Monday. */
function workDayAt(weekdays: readonly Weekday[], index: number): EpochDay {
  const week = Math.floor(index / weekdays.length);
  const weekday = weekdays[index - week * weekdays.length] as Weekday;
  return firstMonday + week * 7 + weekday - 1;
}

function slotOf(basis: RepeatingBasis, index: number): number {
  if (basis.kind !== 'months') return 0;
  const slots = basis.endDays.length;
  return index - Math.floor(index / slots) * slots;
}

/** The nominal pay day of a period, by the position of its end within the month. */
function nominalOf(
  endDay: EpochDay,
  how: { rule: PayDateRule; slot: number },
): Pick<DatedPeriod, 'nominalDay' | 'payMove'> {
  const { rule } = how;
  if (rule.kind === 'days_after_end') return { nominalDay: endDay + rule.days };
  if (rule.kind === 'banking_days_before_end') {
    const payMove = { kind: 'counted', bankingDays: rule.days, from: 'period' } as const;
    return { nominalDay: endDay, payMove };
  }
  const { year, month } = civilOf(endDay);
  const monthOf = (later: number) => year * 12 + month - 1 + later;
  if (rule.kind === 'last_banking_day') {
    return { nominalDay: dayOfMonth({ month: monthOf(rule.monthsLater), day: 31 }) };
  }
  const day = rule.days[how.slot] as PayDay;
  const move = moveOf(day);
  return {
    nominalDay: payDayOf(day, monthOf(day.monthsLater)),
    ...(move === null ? {} : { payMove: move }),
  };
}

function moveOf(day: PayDay): PayMove | null {
  if (day.kind === 'before_month_end') {
    return { kind: 'counted', bankingDays: day.bankingDays, from: 'month' };
  }
  return day.convention === null ? null : { kind: 'convention', convention: day.convention };
}

function payDayOf(day: PayDay, month: number): EpochDay {
  if (day.kind === 'day') return dayOfMonth({ month, day: day.day });
  const last = dayOfMonth({ month, day: 31 });
  if (day.kind === 'before_month_end') return last;
  if (day.nth === 'last') return last - ((weekdayOf(last) - day.weekday + 7) % 7);
  const first = dayOfMonth({ month, day: 1 });
  return first + ((day.weekday - weekdayOf(first) + 7) % 7) + (day.nth - 1) * 7;
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
