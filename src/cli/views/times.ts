/**
 * Formats times for people: `in 3 days (Wed 25 Nov 02:00 New York)`.
 *
 * Pure. Days are counted on the calendar of the zone, so "in 1 day" means tomorrow there, even
 * across a clock change. The year is shown if it is not the current one.
 */

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

interface Moment {
  readonly at: Temporal.Instant;
  readonly now: Temporal.Instant;
  /** An IANA name: `America/New_York`. */
  readonly zone: string;
}

/** `in 3 days (Wed 25 Nov 02:00 New York)`, `2 hours ago (…)`, `now (…)`. */
export function momentInWords(moment: Moment): string {
  return `${distanceInWords(moment)} (${localInWords(moment)})`;
}

/** `Wed 25 Nov 02:00 New York` */
export function localInWords({ at, now, zone }: Moment): string {
  const local = at.toZonedDateTimeISO(zone);
  const year = local.year === now.toZonedDateTimeISO(zone).year ? '' : ` ${local.year}`;
  const time = `${twoDigits(local.hour)}:${twoDigits(local.minute)}`;
  return `${dayInWords(local.toPlainDate())}${year} ${time} ${placeOf(zone)}`;
}

/** `2026-11-27 03:44 New York`, as in a list. */
export function localTime(at: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone).toPlainDateTime();
  return `${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} ${placeOf(zone)}`;
}

/** `in 3 days`, `2 hours ago`, `now` */
function distanceInWords({ at, now, zone }: Moment): string {
  const seconds = Number(at.epochMilliseconds - now.epochMilliseconds) / 1000;
  const size = Math.abs(seconds);
  if (size < 30) return 'now';
  const amount =
    size < 90 * 60
      ? counted(Math.max(1, Math.round(size / 60)), 'minute')
      : size < 36 * 3600
        ? counted(Math.round(size / 3600), 'hour')
        : counted(calendarDays({ at, now, zone }), 'day');
  return seconds > 0 ? `in ${amount}` : `${amount} ago`;
}

/** `Wed 25 Nov`. The year is added if `thisYear` is given and differs. */
export function dateInWords(date: Temporal.PlainDate, thisYear: number): string {
  return `${dayInWords(date)}${date.year === thisYear ? '' : ` ${date.year}`}`;
}

/** `3.2 s`, `2 min 5 s` */
export function durationInWords(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function calendarDays({ at, now, zone }: Moment): number {
  const from = now.toZonedDateTimeISO(zone).toPlainDate();
  const to = at.toZonedDateTimeISO(zone).toPlainDate();
  return Math.abs(from.until(to, { largestUnit: 'day' }).days);
}

function dayInWords(date: Temporal.PlainDate): string {
  return `${weekdays[date.dayOfWeek - 1] ?? ''} ${date.day} ${months[date.month - 1] ?? ''}`;
}

/** `America/Argentina/Buenos_Aires` → `Buenos Aires` */
export function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
