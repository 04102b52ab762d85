/**
 * Where Celery's own `crontab` would read an expression differently.
 *
 * Celery (celery/schedules.py, `crontab`) needs day of month, month and day of week all to match,
 * whereas Vixie cron takes either day field when both restrict. Its parser knows neither `L`, nor
 * names of months, nor 7 for Sunday. Somebody who moves from it must see that before the first
 * pay run, not after.
 */

import { civilOf, dayInWords, daysInMonth, type EpochDay, weekdayOf } from '#time/plain-date.ts';
import {
  type Cron,
  type DayOfMonth,
  matchesDay,
  matchesDayOfMonth,
  matchesDayOfWeek,
  restrictsBothDays,
} from './cron-expression.ts';

export interface CeleryDifference {
  readonly code: 'celery_needs_both_days' | 'celery_cannot_read';
  readonly message: string;
}

const SEARCH_DAYS = 366 * 12;

export function celeryDifferences(
  cron: Cron,
  search: { fromDay: EpochDay },
): readonly CeleryDifference[] {
  const unreadable = unreadableParts(cron);
  if (unreadable.length > 0) {
    const message = `Celery's crontab cannot read "${cron.text}": it knows no ${unreadable.join(', no ')}.`;
    return [{ code: 'celery_cannot_read', message }];
  }
  if (!restrictsBothDays(cron)) return [];
  const here = firstDay(search.fromDay, (on) => inMonth(cron, on) && matchesDay(cron, on.of));
  const there = firstDay(
    search.fromDay,
    (on) => inMonth(cron, on) && matchesDayOfMonth(cron, on.of) && matchesDayOfWeek(cron, on.of),
  );
  const celery = there === null ? 'never' : `first on ${dayInWords(there)}`;
  const ours = here === null ? 'never' : `first on ${dayInWords(here)}`;
  return [
    {
      code: 'celery_needs_both_days',
      message: `"${cron.text}" restricts both day fields: here either one is enough (${ours}); Celery's crontab needs both (${celery}).`,
    },
  ];
}

function unreadableParts(cron: Cron): readonly string[] {
  const [, , dayOfMonth = '', month = '', dayOfWeek = ''] = cron.text.split(' ');
  const parts: string[] = [];
  if (/l/i.test(dayOfMonth) || /[0-9a-z]l/i.test(dayOfWeek)) parts.push('L');
  if (/[a-z]/i.test(month)) parts.push('names of months');
  if (/(?<!\/)7/.test(dayOfWeek)) parts.push('7 for Sunday');
  return parts;
}

interface Day {
  readonly month: number;
  readonly of: DayOfMonth;
}

function inMonth(cron: Cron, on: Day): boolean {
  return cron.month.values.includes(on.month);
}

function firstDay(from: EpochDay, matches: (on: Day) => boolean): EpochDay | null {
  for (let epochDay = from; epochDay < from + SEARCH_DAYS; epochDay += 1) {
    const { year, month, day } = civilOf(epochDay);
    const of = { day, length: daysInMonth(year, month), weekday: weekdayOf(epochDay) % 7 };
    if (matches({ month, of })) return epochDay;
  }
  return null;
}
