/** Reads the keys that decide a schedule's periods and nominal pay dates, and checks them together. */

import type { Issue } from '#errors.ts';
import { daysPerPeriod, monthsPerPeriod } from '#schedule/frequency.ts';
import type { DatedPeriod, PayDateRule, PeriodBasis } from '#schedule/pay-schedule.ts';
import { capital, withArticle } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import type { ScheduleShape } from './schedule-shape.ts';

export type ReportIssue = (pointer: string, code: string, message: string) => void;

/** Collects issues under the pointers of their keys. */
export function reporter(issues: Issue[]): ReportIssue {
  return (pointer, code, message) => issues.push({ pointer, code, message });
}

const withoutList = [
  'anchor',
  'period_ends',
  'ends_in_month',
  'pay_date',
  'starts_on',
  'ends_on',
  'transition',
] as const;

export function readBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  if (shape.periods !== undefined) return listedBasis(shape, report);
  return daysPerPeriod(shape.frequency) === null
    ? monthsBasis(shape, report)
    : weeksBasis(shape, report);
}

function weeksBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  refuseKeys(['period_ends', 'ends_in_month'], { shape, report });
  const days = daysPerPeriod(shape.frequency);
  if (days !== null && shape.anchor !== undefined) {
    return { kind: 'weeks', days, anchorDay: toEpochDay(shape.anchor) };
  }
  report(
    '/anchor',
    'missing_key',
    `${capital(withArticle(shape.frequency))} schedule needs an anchor, which is any one of its pay dates, such as 2026-12-04.`,
  );
  return null;
}

function monthsBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  const months = monthsPerPeriod(shape.frequency) ?? 1;
  refuseKeys(months === 1 ? ['anchor', 'ends_in_month'] : ['anchor'], { shape, report });
  const wanted = shape.frequency === 'semimonthly' ? 2 : 1;
  const endDays = shape.period_ends ?? (wanted === 2 ? [15, 31] : [31]);
  if (endDays.length !== wanted) {
    const message = `${capital(withArticle(shape.frequency))} schedule has ${wanted === 2 ? 'two ends' : 'one end'} in a month.`;
    report('/period_ends', 'period_ends_count', message);
    return null;
  }
  const [first = 31, second = 31] = endDays;
  // The two days must also differ in a February of 28 days.
  if (wanted === 2 && (first >= second || first > 27)) {
    const message = 'The two ends must rise and differ in every February: the first is at most 27.';
    report('/period_ends', 'period_ends_order', message);
    return null;
  }
  return { kind: 'months', months, endsInMonth: shape.ends_in_month ?? 12, endDays };
}

function listedBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  for (const key of withoutList) {
    if (shape[key] !== undefined) {
      report(`/${key}`, 'key_not_applicable', `${key} has no effect if the periods are listed.`);
    }
  }
  const periods = (shape.periods ?? []).map((one) => ({
    startDay: toEpochDay(one.start),
    endDay: toEpochDay(one.end),
    nominalDay: toEpochDay(one.pay),
  }));
  let isSound = true;
  periods.forEach((period, index) => {
    const fault = faultOf(period, periods[index - 1]);
    if (fault === null) return;
    isSound = false;
    report(`/periods/${index}/${fault.key}`, fault.code, fault.message);
  });
  return isSound ? { kind: 'listed', periods } : null;
}

function faultOf(
  period: DatedPeriod,
  before: DatedPeriod | undefined,
): { key: string; code: string; message: string } | null {
  const { startDay, endDay, nominalDay } = period;
  if (endDay < startDay) {
    return { key: 'end', code: 'period_backwards', message: 'The period ends before it starts.' };
  }
  if (endDay - startDay > 366) {
    return { key: 'end', code: 'period_too_long', message: 'The period is longer than a year.' };
  }
  if (before === undefined) return null;
  const next = dayInWords(before.endDay + 1);
  if (startDay <= before.endDay) {
    const message = `The period overlaps the one before it; it can begin on ${next}.`;
    return { key: 'start', code: 'periods_overlap', message };
  }
  if (startDay > before.endDay + 1) {
    const message = `The days from ${next} to ${dayInWords(startDay - 1)} are in no period.`;
    return { key: 'start', code: 'periods_gap', message };
  }
  return nominalDay > before.nominalDay
    ? null
    : {
        key: 'pay',
        code: 'pay_dates_not_rising',
        message: 'The pay date is not after the one before it.',
      };
}

export function readPayDate(
  shape: ScheduleShape,
  context: { basis: PeriodBasis | null; report: ReportIssue },
): PayDateRule | null {
  const { basis, report } = context;
  const given = shape.pay_date ?? { days_after_end: 0 };
  const [kind, ...others] = Object.keys(given);
  if (kind === undefined || others.length > 0) {
    const names = 'days_after_end, days_before_end, days, last_banking_day';
    report('/pay_date', 'pay_date_kind', `A pay date needs exactly one of ${names}.`);
    return null;
  }
  const { days_after_end, days_before_end, days, last_banking_day } = given as NonNullable<
    ScheduleShape['pay_date']
  >;
  if (days === undefined && last_banking_day === undefined) {
    return { kind: 'days_after_end', days: days_after_end ?? -(days_before_end ?? 0) };
  }
  if (daysPerPeriod(shape.frequency) !== null) {
    const message = `${capital(withArticle(shape.frequency))} schedule counts from the period's end: days_after_end or days_before_end.`;
    report(`/pay_date/${kind}`, 'key_not_applicable', message);
    return null;
  }
  const wanted = shape.frequency === 'semimonthly' ? 2 : 1;
  if (days === undefined) return lastBankingDay(shape, { wanted, report });
  if (basis !== null && days.length !== wanted) {
    const message = `Expected ${wanted} pay day${wanted === 1 ? '' : 's'}, one for each period end of a month.`;
    report('/pay_date/days', 'pay_days_count', message);
    return null;
  }
  return {
    kind: 'days_of_month',
    days: days.map((one) =>
      typeof one === 'number'
        ? { day: one, monthsLater: 0 }
        : { day: one.day, monthsLater: one.month === 'next' ? 1 : 0 },
    ),
  };
}

function lastBankingDay(
  shape: ScheduleShape,
  context: { wanted: number; report: ReportIssue },
): PayDateRule | null {
  if (context.wanted === 2) {
    const message = 'Two periods of one month cannot both be paid on its last banking day.';
    context.report('/pay_date/last_banking_day', 'key_not_applicable', message);
    return null;
  }
  if (shape.convention !== undefined && shape.convention !== 'preceding') {
    const message = 'A pay date on the last banking day of a month needs the convention preceding.';
    context.report('/convention', 'convention_conflict', message);
    return null;
  }
  const monthsLater = shape.pay_date?.last_banking_day === 'next' ? 1 : 0;
  return { kind: 'last_banking_day', monthsLater };
}

function refuseKeys(
  keys: readonly (typeof withoutList)[number][],
  context: { shape: ScheduleShape; report: ReportIssue },
): void {
  for (const key of keys) {
    if (context.shape[key] === undefined) continue;
    const message = `${key} has no effect for ${withArticle(context.shape.frequency)} schedule.`;
    context.report(`/${key}`, 'key_not_applicable', message);
  }
}
