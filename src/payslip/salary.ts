/**
 * A salaried employee's pay for one period: the annual amount divided by the periods of a year,
 * and for somebody employed only a part of the period, that part by calendar days.
 *
 * Annual, days and periods meet in one division, so there is one rounding.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded, type RoundingMode } from '#money/rounding.ts';
import type { EmployeeFacts, PeriodFacts } from './payslip-input.ts';

/** Days since 1970-01-01 of the proleptic Gregorian calendar; a whole number. */
export function epochDay(on: Temporal.PlainDate): number {
  // Days from the civil date by counting March-based years, which puts the leap day last.
  const month = on.month;
  const year = month <= 2 ? on.year - 1 : on.year;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + on.day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** A period's dates as epoch days, prepared once a run. */
export interface PreparedPeriod {
  readonly facts: PeriodFacts;
  readonly startDay: number;
  readonly endDay: number;
  readonly days: number;
  readonly periodsPerYear: bigint;
}

export function preparePeriod(facts: PeriodFacts): PreparedPeriod {
  const startDay = epochDay(facts.startOn);
  const endDay = epochDay(facts.endOn);
  return {
    facts,
    startDay,
    endDay,
    days: endDay - startDay + 1,
    periodsPerYear: BigInt(facts.periodsPerYear),
  };
}

/** Calendar days of the period on which the employee was employed; 0 or less for none. */
export function daysEmployed(period: PreparedPeriod, employee: EmployeeFacts): number {
  const hiredDay = epochDay(employee.hiredOn);
  const from = hiredDay > period.startDay ? hiredDay : period.startDay;
  const endedDay = employee.endedOn === null ? period.endDay : epochDay(employee.endedOn);
  const until = endedDay < period.endDay ? endedDay : period.endDay;
  return until - from + 1;
}

export function salaryOfPeriod(
  annualMinor: Minor,
  { period, days, rounding }: { period: PreparedPeriod; days: number; rounding: RoundingMode },
): Minor {
  if (days >= period.days) return divideRounded(annualMinor, period.periodsPerYear, rounding);
  return divideRounded(
    annualMinor * BigInt(days),
    period.periodsPerYear * BigInt(period.days),
    rounding,
  );
}
