/**
 * Dated terms of pay: which terms are valid on a day, for which days, and in which order. A raise
 * is later terms of the same job. A second job has terms under its own name.
 */

import { toEpochDay } from '#time/plain-date.ts';
import { calendarDays, type DaySpan, employedSpan, type PreparedPeriod } from './employment.ts';
import type { EmployeeFacts, PayTerms } from './payslip-input.ts';

/** The terms of one job that are valid on a day, or null. */
export function termsOn(
  terms: readonly PayTerms[],
  { job, day }: { job: string | null; day: number },
): PayTerms | null {
  for (const term of terms) {
    if (term.job !== job) continue;
    const { fromDay, untilDay } = termSpan(term, terms);
    if (fromDay <= day && day <= untilDay) return term;
  }
  return null;
}

/** The days on which terms are valid. Later terms of the same job end them on the day before. */
export function termSpan(term: PayTerms, terms: readonly PayTerms[]): DaySpan {
  const fromDay = toEpochDay(term.fromOn);
  let untilDay = term.untilOn === null ? Number.MAX_SAFE_INTEGER : toEpochDay(term.untilOn);
  for (const other of terms) {
    if (other.job !== term.job) continue;
    const otherDay = toEpochDay(other.fromOn);
    if (otherDay > fromDay && otherDay - 1 < untilDay) untilDay = otherDay - 1;
  }
  return { fromDay, untilDay };
}

/** The terms of the main job if they alone are valid in the whole span, and no other terms on any day of it. */
export function onlyTermsIn(terms: readonly PayTerms[], span: DaySpan): PayTerms | null {
  let only: PayTerms | null = null;
  for (const term of terms) {
    const { fromDay, untilDay } = termSpan(term, terms);
    if (fromDay > span.untilDay || untilDay < span.fromDay || untilDay < fromDay) continue;
    if (only !== null || term.job !== null) return null;
    if (fromDay > span.fromDay || untilDay < span.untilDay) return null;
    only = term;
  }
  return only;
}

export function within(span: DaySpan, part: DaySpan): DaySpan {
  return {
    fromDay: Math.max(span.fromDay, part.fromDay),
    untilDay: Math.min(span.untilDay, part.untilDay),
  };
}

/** Sorted by job, then by date. The order of the list has no effect. */
export function inOrder(terms: readonly PayTerms[]): readonly PayTerms[] {
  return [...terms].sort((a, b) => {
    const [left, right] = [a.job ?? '', b.job ?? ''];
    if (left !== right) return left < right ? -1 : 1;
    return toEpochDay(a.fromOn) - toEpochDay(b.fromOn);
  });
}

export function isSalariedIn(employee: EmployeeFacts, period: PreparedPeriod): boolean {
  return paidAs(employee, period, 'salary');
}

export function isHourlyIn(employee: EmployeeFacts, period: PreparedPeriod): boolean {
  return paidAs(employee, period, 'hourly');
}

function paidAs(
  employee: EmployeeFacts,
  period: PreparedPeriod,
  payType: EmployeeFacts['payType'],
): boolean {
  const { terms } = employee;
  if (terms === undefined || terms.length === 0) return employee.payType === payType;
  const span = employedSpan(employee, period);
  return terms.some(
    (term) => term.payType === payType && calendarDays(within(span, termSpan(term, terms))) > 0,
  );
}
