/**
 * Finds where Celery's own `crontab` would read an expression differently.
 *
 * Celery (celery/schedules.py, `crontab` and `crontab_parser`, read in 5.6.3) requires that day of
 * month, month and day of week all match. Vixie cron accepts either day field if both are
 * restricted. Somebody who moves from Celery must see the difference before the first pay run.
 *
 * Celery's parser accepts
 *   - names of weekdays and their ranges (`mon-fri`, `fri-sun`). It reads only the first three
 *     letters, so `friL` means Friday (celery/utils/time.py, `weekday`);
 *   - names of months and their ranges, since 5.5.0 (pull request 9068 of celery/celery;
 *     `yearmonth`);
 *   - weekdays 0 to 6, but not 7 (`_expand_number`), and neither `L` nor `5L`.
 */

import { dayInWords, type EpochDay, toEpochDay } from '#time/plain-date.ts';
import { localAt } from '#time/zone.ts';
import {
  type Cron,
  firstLocalFrom,
  type LocalMinute,
  restrictsBothDays,
} from './cron-expression.ts';

interface CeleryDifference {
  readonly code: 'celery_needs_both_days' | 'celery_cannot_read' | 'celery_reads_otherwise';
  readonly message: string;
}

/** Any two patterns of day fields that differ do so within fewer days than this. */
const daysCompared = 400;

/** Names the days that differ from this local minute on. */
export function celeryDifferences(cron: Cron, from: LocalMinute): readonly CeleryDifference[] {
  const unreadable = unreadableParts(cron);
  if (unreadable.length > 0) {
    const message = `Celery's crontab cannot read "${cron.text}": it does not support ${unreadable.join(' or ')}.`;
    return [{ code: 'celery_cannot_read', message }];
  }
  const misread = /(?:^|,)(([a-z]{3})l)(?:,|$)/i.exec(dayFields(cron).dayOfWeek);
  if (misread !== null) {
    const message = `Celery's crontab reads "${misread[1]}" as every ${misread[2]}, not as the last of the month.`;
    return [{ code: 'celery_reads_otherwise', message }];
  }
  return restrictsBothDays(cron) ? bothDays(cron, from) : [];
}

/** Names the days that differ strictly after a moment. */
export function celeryDifferencesAfter(
  cron: Cron,
  of: { readonly after: Temporal.Instant; readonly zone: string },
): readonly CeleryDifference[] {
  // The current minute is excluded, because an expression that names it fires at this moment or
  // before.
  const next = localAt(of.after, of.zone).add({ minutes: 1 });
  const day = toEpochDay(next.toPlainDate());
  return celeryDifferences(cron, { day, minute: next.hour * 60 + next.minute });
}

function bothDays(cron: Cron, from: LocalMinute): readonly CeleryDifference[] {
  // Marking a field as starred means that both day fields must match, as in Celery.
  const celerys: Cron = { ...cron, dayOfMonth: { ...cron.dayOfMonth, isStar: true } };
  const first = dayOf(cron, from);
  let ours = first;
  let theirs = dayOf(celerys, from);
  for (let days = 0; ours !== null && ours === theirs; days += 1) {
    if (days === daysCompared) return [];
    const next = { day: ours + 1, minute: 0 };
    ours = dayOf(cron, next);
    theirs = dayOf(celerys, next);
  }
  const words = (day: EpochDay | null) => {
    if (ours === first || first === null)
      return day === null ? 'never' : `first on ${dayInWords(day)}`;
    return `first on ${dayInWords(first)}, then ${day === null ? 'never' : `on ${dayInWords(day)}`}`;
  };
  return [
    {
      code: 'celery_needs_both_days',
      message: `"${cron.text}" gives a day of the month and a weekday. Paybeat runs it on each of them (${words(ours)}). Celery runs it only on days that are both (${words(theirs)}).`,
    },
  ];
}

function dayOf(cron: Cron, from: LocalMinute): EpochDay | null {
  return firstLocalFrom(cron, from)?.day ?? null;
}

function dayFields(cron: Cron): { readonly dayOfMonth: string; readonly dayOfWeek: string } {
  const [, , dayOfMonth = '', , dayOfWeek = ''] = cron.text.split(' ');
  return { dayOfMonth, dayOfWeek };
}

function unreadableParts(cron: Cron): readonly string[] {
  const { dayOfMonth, dayOfWeek } = dayFields(cron);
  const parts: string[] = [];
  if (/l/i.test(dayOfMonth) || /\dl/i.test(dayOfWeek)) parts.push('L');
  if (/(?<!\/)7/.test(dayOfWeek)) parts.push('7 for Sunday');
  return parts;
}
