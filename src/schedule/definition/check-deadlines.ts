/**
 * Checks that a deadline is never after the pay date that it is for.
 *
 * Only a deadline that is counted forward, or a weekday, can be. It is tried on the periods of four
 * years, as far as the calendars know them. A deadline set by hand for one period is checked with
 * its override (check-dates.ts).
 */

import { datedPeriods } from '#schedule/dated-periods.ts';
import { countedDeadline } from '#schedule/deadlines.ts';
import { paidDay, toPayPeriod } from '#schedule/pay-period.ts';
import type { DeadlineRule, PaySchedule } from '#schedule/pay-schedule.ts';
import { dayInWords, epochDayOf, toEpochDay } from '#time/plain-date.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

export const triedPeriods = {
  fromDay: epochDayOf({ year: 2025, month: 1, day: 1 }),
  toDay: epochDayOf({ year: 2028, month: 12, day: 31 }),
};

export function checkDeadlines(
  schedule: PaySchedule,
  context: { readonly shape: ScheduleShape; readonly report: ReportIssue },
): void {
  const { shape, report } = context;
  const { inputCutoff, approvalDeadline, stages } = schedule;
  const isStaged = shape.stages?.prepare !== undefined;
  const given = [
    { key: isStaged ? '/stages/prepare' : '/input_cutoff', rule: inputCutoff },
    { key: '/stages/approve', rule: stages.approve },
    {
      key: '/approval_deadline',
      rule: shape.approval_deadline === undefined ? null : approvalDeadline,
    },
  ];
  for (const { key, rule } of given) {
    if (rule !== null) refuseAfterPayDate(schedule, { rule, key, report });
  }
}

function refuseAfterPayDate(
  schedule: PaySchedule,
  of: { readonly rule: DeadlineRule; readonly key: string; readonly report: ReportIssue },
): void {
  const { rule, key, report } = of;
  if (rule.direction === 'before' && rule.counted.kind === 'business_days') return;
  for (const dated of datedPeriods({ ...schedule, overrides: new Map() }, triedPeriods)) {
    const paid = paidDay(schedule, dated);
    if (paid.kind === 'unknown') continue;
    const found = countedDeadline(schedule, { rule, period: toPayPeriod(dated, paid) });
    if (!found.ok) continue;
    const day = toEpochDay(found.value.local.toPlainDate());
    if (day <= paid.day) continue;
    const message = `For the period ${dayInWords(dated.startDay)} to ${dayInWords(dated.endDay)} it would be ${dayInWords(day)}, after the pay date ${dayInWords(paid.day)}.`;
    report(key, 'deadline_after_pay_date', message);
    return;
  }
}
