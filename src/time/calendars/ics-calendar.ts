/**
 * Reads closed days from .ics text (RFC 5545), such as the holiday calendar of a bank or a
 * government.
 *
 * It reads whole-day events: DTSTART as a date, with DTEND (exclusive) or DURATION in days. An
 * event occurs once, or every year (RRULE FREQ=YEARLY with INTERVAL, COUNT or UNTIL). Cancelled
 * events and dates in EXDATE are left out. Anything else, such as an event at a time of day, is
 * refused with its line.
 *
 * An .ics file does not say for which years it is complete. Without `years`, the calendar knows the
 * years from its first event to its last, and each of them must have an event.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import {
  civilOf,
  daysInMonth,
  type EpochDay,
  epochDayOf,
  isoOf,
  parsePlainDate,
  toEpochDay,
  type Weekday,
} from '#time/plain-date.ts';
import { contentLines, type IcsLine, textValue } from './ics-lines.ts';

interface IcsCalendarAsk {
  readonly id: string;
  readonly title?: string;
  /** The years for which the file is complete. Absent: they follow from its events. */
  readonly years?: { readonly from: number; readonly to: number };
  /** Default: Saturday and Sunday. */
  readonly weekend?: readonly Weekday[];
}

interface Repetition {
  readonly interval: number;
  /** The largest number of occurrences. Null: no limit. */
  readonly count: number | null;
  /** The last day on which an occurrence may begin. Null: no limit. */
  readonly untilDay: EpochDay | null;
}

interface Event {
  readonly line: number;
  readonly firstDay: EpochDay;
  readonly days: number;
  readonly name: string;
  readonly yearly: Repetition | null;
  readonly except: ReadonlySet<EpochDay>;
}

const eventDaysMax = 92;

/** Refusals: `ics_invalid`, with an issue for each line that cannot be used. */
export function parseIcsCalendar(text: string, ask: IcsCalendarAsk): Answer<BankCalendar> {
  const lines = contentLines(text);
  const issues: Issue[] = [];
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.toUpperCase() !== 'VCALENDAR') {
    return invalid([issueAt(1, 'not_ics', 'The text does not begin with BEGIN:VCALENDAR.')]);
  }
  const events: Event[] = [];
  for (const block of eventBlocks(lines, issues)) {
    const event = readEvent(block);
    if (event.kind === 'event') events.push(event.event);
    else if (event.kind === 'problem') issues.push(event.issue);
  }
  const years = ask.years ?? yearsOf(events, issues);
  if (years === null || issues.length > 0) return invalid(issues);
  const closings = new Map<EpochDay, string>();
  for (const event of events) {
    for (const day of occurrences(event, years)) {
      const { year } = civilOf(day);
      if (year >= years.from && year <= years.to && !closings.has(day))
        closings.set(day, event.name);
    }
  }
  return answer({
    id: ask.id,
    title: ask.title ?? ask.id,
    firstYear: years.from,
    lastYear: years.to,
    weekend: ask.weekend ?? [6, 7],
    closings,
  });
}

function eventBlocks(lines: readonly IcsLine[], issues: Issue[]): readonly (readonly IcsLine[])[] {
  const blocks: IcsLine[][] = [];
  let open: IcsLine[] | null = null;
  /** Components inside an event (such as an alarm) have a DURATION of their own. */
  let depth = 0;
  for (const line of lines) {
    const component = line.value.toUpperCase();
    if (line.name === 'BEGIN' && component === 'VEVENT') open = [line];
    else if (open === null) continue;
    else if (line.name === 'END' && component === 'VEVENT') {
      blocks.push(open);
      open = null;
      depth = 0;
    } else if (line.name === 'BEGIN') depth += 1;
    else if (line.name === 'END') depth -= 1;
    else if (depth === 0) open.push(line);
  }
  if (open !== null) {
    issues.push(
      issueAt(
        open[0]?.line ?? 1,
        'event_not_closed',
        'The event has no END:VEVENT; the file is cut off.',
      ),
    );
  }
  return blocks;
}

type ReadEvent =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'left_out' }
  | { readonly kind: 'problem'; readonly issue: Issue };

function readEvent(block: readonly IcsLine[]): ReadEvent {
  const find = (name: string) => block.find((line) => line.name === name);
  const line = block[0]?.line ?? 1;
  if (find('STATUS')?.value.toUpperCase() === 'CANCELLED') return { kind: 'left_out' };
  const problem = (at: number, code: string, message: string): ReadEvent => ({
    kind: 'problem',
    issue: issueAt(at, code, message),
  });
  const start = find('DTSTART');
  if (start === undefined) return problem(line, 'event_without_start', 'The event has no DTSTART.');
  const firstDay = dateOf(start.value);
  if (firstDay === null) {
    return problem(
      start.line,
      'not_a_whole_day',
      `"${start.value.slice(0, 40)}" is not a whole day, YYYYMMDD.`,
    );
  }
  const days = daysOf({ firstDay, end: find('DTEND'), duration: find('DURATION') });
  if (days === null) {
    return problem(line, 'event_length', 'The event does not last 1 to 92 whole days.');
  }
  const rule = find('RRULE');
  const yearly = rule === undefined ? null : yearlyOf(rule.value);
  if (yearly === 'unreadable' || find('RDATE') !== undefined) {
    return problem(
      rule?.line ?? line,
      'repetition_not_read',
      'Only FREQ=YEARLY on the same date is read; list the days one by one.',
    );
  }
  const except = block
    .filter((one) => one.name === 'EXDATE')
    .flatMap((one) => one.value.split(',').map(dateOf))
    .filter((day) => day !== null);
  const summary = textValue(find('SUMMARY')?.value ?? '').trim();
  const name = summary === '' ? 'Closed' : summary.slice(0, 100);
  return { kind: 'event', event: { line, firstDay, days, name, yearly, except: new Set(except) } };
}

function daysOf(of: {
  firstDay: EpochDay;
  end: IcsLine | undefined;
  duration: IcsLine | undefined;
}): number | null {
  let days = 1;
  if (of.end !== undefined) {
    const end = dateOf(of.end.value);
    if (end === null) return null;
    // DTEND is the day after the last. Some programs repeat DTSTART for an event of one day.
    days = Math.max(end - of.firstDay, end === of.firstDay ? 1 : 0);
  } else if (of.duration !== undefined) {
    const found = /^P(?:(\d{1,3})W)?(?:(\d{1,3})D)?$/.exec(of.duration.value);
    if (found === null) return null;
    days = Number(found[1] ?? 0) * 7 + Number(found[2] ?? 0);
  }
  return days >= 1 && days <= eventDaysMax ? days : null;
}

function yearlyOf(rule: string): Repetition | 'unreadable' {
  const parts = new Map(
    rule
      .toUpperCase()
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  let interval = 1;
  let count: number | null = null;
  let untilDay: EpochDay | null = null;
  if (parts.get('FREQ') !== 'YEARLY') return 'unreadable';
  for (const [key, value] of parts) {
    const number = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (key === 'FREQ' || key === 'WKST') continue;
    if (key === 'INTERVAL' && number > 0) interval = number;
    else if (key === 'COUNT' && number > 0) count = number;
    else if (key === 'UNTIL') untilDay = dateOf(value.slice(0, 8));
    else return 'unreadable';
    if (key === 'UNTIL' && untilDay === null) return 'unreadable';
  }
  return { interval, count, untilDay };
}

function occurrences(event: Event, years: { to: number }): readonly EpochDay[] {
  const first = civilOf(event.firstDay);
  const found: EpochDay[] = [];
  const untilDay = event.yearly?.untilDay ?? null;
  let left = event.yearly === null ? 1 : (event.yearly.count ?? Number.POSITIVE_INFINITY);
  for (let year = first.year; year <= years.to && left > 0; year += event.yearly?.interval ?? 1) {
    // 29 February recurs only in leap years (RFC 5545, 3.3.10: invalid dates are ignored).
    if (first.day > daysInMonth(year, first.month)) continue;
    const day = epochDayOf({ ...first, year });
    if (untilDay !== null && day > untilDay) break;
    left -= 1;
    if (event.except.has(day)) continue;
    for (let extra = 0; extra < event.days; extra += 1) found.push(day + extra);
  }
  return found;
}

function yearsOf(events: readonly Event[], issues: Issue[]): { from: number; to: number } | null {
  if (issues.length > 0) return null;
  const endless = events.find(
    (event) =>
      event.yearly !== null && event.yearly.untilDay === null && event.yearly.count === null,
  );
  if (endless !== undefined) {
    issues.push(
      issueAt(
        endless.line,
        'years_unclear',
        'An event repeats without end: state the years for which the calendar is complete.',
      ),
    );
    return null;
  }
  const days = events.flatMap((event) => occurrences(event, { to: 2199 }));
  const found = new Set(days.map((day) => civilOf(day).year));
  if (found.size === 0) {
    issues.push(
      issueAt(
        1,
        'years_unclear',
        'The calendar has no event: state the years for which it is complete.',
      ),
    );
    return null;
  }
  const from = Math.min(...found);
  const to = Math.max(...found);
  for (let year = from; year <= to; year += 1) {
    if (found.has(year)) continue;
    issues.push(
      issueAt(
        1,
        'years_unclear',
        `The calendar has no event in ${year}: state the years for which it is complete.`,
      ),
    );
    return null;
  }
  return { from, to };
}

function dateOf(value: string): EpochDay | null {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  if (found === null) return null;
  const date = parsePlainDate(`${found[1]}-${found[2]}-${found[3]}`);
  return date.ok && isoOf(toEpochDay(date.value)) >= '1900' ? toEpochDay(date.value) : null;
}

function issueAt(line: number, code: string, message: string): Issue {
  return { pointer: `line ${line}`, code, message };
}

function invalid(issues: readonly Issue[]): Answer<never> {
  const first = issues[0];
  return refuse({
    family: 'invalid',
    code: 'ics_invalid',
    message: `The .ics cannot be used. ${first === undefined ? '' : `${first.pointer}: ${first.message}`}${issues.length > 1 ? ` And ${issues.length - 1} more.` : ''}`,
    hint: 'Export whole-day events only, and state the years if an event repeats without end.',
    issues,
  });
}
