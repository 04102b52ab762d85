/** Shows a pay period as a row of a table. */

import type { ListedPeriod } from '#answers/periods.ts';
import type { Column } from '#cli/table.ts';
import { dateInWords, momentInWords } from './times.ts';

export const periodColumns: readonly Column[] = [
  { title: 'period', align: 'right' },
  { title: 'company', isLong: true },
  { title: 'schedule', isSpare: true },
  { title: 'first day', isSpare: true },
  { title: 'last day' },
  { title: 'pay date' },
  { title: 'status' },
  { title: 'due', isLong: true },
  { title: 'run', isSpare: true },
];

export function periodCells(period: ListedPeriod, now: Temporal.Instant): readonly string[] {
  const run = period.liveRunId === null ? '' : `${period.liveRunId} ${period.liveRunState ?? ''}`;
  return [
    String(period.periodId),
    period.companyCode,
    period.scheduleCode ?? 'by hand',
    period.startOn.toString(),
    period.endOn.toString(),
    period.payOn.toString(),
    period.status,
    dueInWords(period, now),
    run,
  ];
}

/** `in 3 days (Wed 25 Nov 02:00 New York)`, that another payroll pays it, or the reason why there is no due instant. */
export function dueInWords(period: ListedPeriod, now: Temporal.Instant): string {
  const { dueAt, dueZone } = period;
  if (period.isPaidBefore) return 'paid before, by another payroll';
  if (period.shadowId !== null) return 'in shadow: another payroll pays it';
  if (dueAt === null || dueZone === null) return 'by hand only';
  const moment = momentInWords({ at: dueAt, now, zone: dueZone });
  if (period.dueState === 'held') return `held; due ${moment}`;
  return period.pausedAt !== null && period.liveRunId === null ? `paused; due ${moment}` : moment;
}

/** First and last day, and the pay date: `2024-01-01 to 2024-01-14, paid Fri 12 Jan 2024`. */
export function spanInWords(
  period: Pick<ListedPeriod, 'startOn' | 'endOn' | 'payOn'>,
  now: Temporal.Instant,
): string {
  const paid = dateInWords(period.payOn, now.toZonedDateTimeISO('UTC').year);
  return `${period.startOn} to ${period.endOn}, paid ${paid}`;
}
