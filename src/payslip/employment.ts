/**
 * Which days of a pay period count for an employee: calendar days, or Monday to Friday.
 *
 * Dates become epoch days here, because comparing two dates takes a fifth of a payslip's time. Bank
 * holidays count as working days, because they are paid.
 */

import { assert } from '#errors.ts';
import { toEpochDay } from '#time/plain-date.ts';
import type { EmployeeFacts, PeriodFacts } from './payslip-input.ts';

/**
 * The days between two epoch days, both included. The span is empty if the last day is before the
 * first.
 */
export interface DaySpan {
  readonly fromDay: number;
  readonly untilDay: number;
}

export function calendarDays({ fromDay, untilDay }: DaySpan): number {
  return untilDay < fromDay ? 0 : untilDay - fromDay + 1;
}

/** The number of days from Monday to Friday in the span. */
export function workingDays(span: DaySpan): number {
  if (span.untilDay < span.fromDay) return 0;
  return weekdaysBefore(span.untilDay + 1) - weekdaysBefore(span.fromDay);
}

/** The number of weekdays before an epoch day, counted from 0001-01-01, which is a Monday. */
function weekdaysBefore(day: number): number {
  const sinceMonday = day + 719_162;
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(sinceMonday - weeks * 7, 5);
}

/** A period's dates as epoch days, prepared once a run. */
export interface PreparedPeriod extends DaySpan {
  readonly facts: PeriodFacts;
  readonly days: number;
  readonly periodsPerYear: bigint;
  /** The number of hours in the period. An item with more hours is an error. */
  readonly hoursMaxMicro: bigint;
}

export function preparePeriod(facts: PeriodFacts): PreparedPeriod {
  const span = { fromDay: toEpochDay(facts.startOn), untilDay: toEpochDay(facts.endOn) };
  const days = calendarDays(span);
  assert(days > 0, 'a pay period ends on or after its first day');
  assert(
    Number.isInteger(facts.periodsPerYear) && facts.periodsPerYear > 0,
    'a year has a whole number of pay periods',
  );
  return {
    ...span,
    facts,
    days,
    periodsPerYear: BigInt(facts.periodsPerYear),
    hoursMaxMicro: BigInt(days) * 24_000_000n,
  };
}

/** The part of the period in which the employee is employed. It may be empty. */
export function employedSpan(employee: EmployeeFacts, period: PreparedPeriod): DaySpan {
  const hiredDay = toEpochDay(employee.hiredOn);
  const endedDay = employee.endedOn === null ? period.untilDay : toEpochDay(employee.endedOn);
  if (hiredDay <= period.fromDay && endedDay >= period.untilDay) return period;
  return {
    fromDay: Math.max(hiredDay, period.fromDay),
    untilDay: Math.min(endedDay, period.untilDay),
  };
}
