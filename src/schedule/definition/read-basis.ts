/** Reads the keys that decide a schedule's periods, and checks them together. */

import type { Issue } from '#errors.ts';
import { daysPerPeriod, monthsPerPeriod } from '#schedule/frequency.ts';
import type { DatedPeriod, PeriodBasis } from '#schedule/pay-schedule.ts';
import { capital, withArticle } from '#text/counted.ts';
import { dayNames, weekdayNamed } from '#time/day-names.ts';
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
  'work_days',
  'seasons',
  'pay_date',
] as const;

export function readBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  if (shape.periods !== undefined) return listedBasis(shape, report);
  refuseKeys(['gaps'], { shape, report });
  if (shape.frequency === 'daily') return workDaysBasis(shape, report);
  return daysPerPeriod(shape.frequency) === null
    ? monthsBasis(shape, report)
    : weeksBasis(shape, report);
}

function weeksBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  refuseKeys(['period_ends', 'ends_in_month', 'work_days'], { shape, report });
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

function workDaysBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis {
  refuseKeys(['anchor', 'period_ends', 'ends_in_month'], { shape, report });
  const names = shape.work_days ?? dayNames.slice(0, 5);
  names.forEach((name, index) => {
    if (names.indexOf(name) === index) return;
    report(`/work_days/${index}`, 'day_repeated', `${capital(name)} is named twice.`);
  });
  const weekdays = names.map(weekdayNamed).sort((a, b) => a - b);
  return { kind: 'work_days', weekdays };
}

function monthsBasis(shape: ScheduleShape, report: ReportIssue): PeriodBasis | null {
  const months = monthsPerPeriod(shape.frequency) ?? 1;
  const unused = ['anchor', 'work_days'] as const;
  refuseKeys(months === 1 ? [...unused, 'ends_in_month'] : unused, { shape, report });
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
    const fault = faultOf(period, {
      before: periods[index - 1],
      mayLeaveGap: shape.gaps === 'meant',
    });
    if (fault === null) return;
    isSound = false;
    report(`/periods/${index}/${fault.key}`, fault.code, fault.message);
  });
  return isSound ? { kind: 'listed', periods, hasMeantGaps: shape.gaps === 'meant' } : null;
}

function faultOf(
  period: DatedPeriod,
  beside: { readonly before: DatedPeriod | undefined; readonly mayLeaveGap: boolean },
): { key: string; code: string; message: string } | null {
  const { startDay, endDay, nominalDay } = period;
  const { before, mayLeaveGap } = beside;
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
  if (startDay > before.endDay + 1 && !mayLeaveGap) {
    const message = `The days from ${next} to ${dayInWords(startDay - 1)} are in no period. If nobody works on them, add "gaps": "meant".`;
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

function refuseKeys(
  keys: readonly ((typeof withoutList)[number] | 'gaps')[],
  context: { shape: ScheduleShape; report: ReportIssue },
): void {
  for (const key of keys) {
    if (context.shape[key] === undefined) continue;
    const message = `${key} has no effect for ${withArticle(context.shape.frequency)} schedule.`;
    context.report(`/${key}`, 'key_not_applicable', message);
  }
}
