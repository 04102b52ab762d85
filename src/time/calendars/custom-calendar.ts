/**
 * A company's own bank calendar as JSON. It is for a bank that is not built in, or for days on
 * which the employer closes. The second kind is joined with the bank's calendar.
 *
 *   { "id": "winter-closing", "years": { "from": 2026, "to": 2027 },
 *     "weekend": [], "closed": [{ "from": "2026-12-24", "to": "2026-12-31", "name": "Closing" }] }
 *
 * It must state the years that it knows. Otherwise a year without closed days could not be told
 * from a year that nobody has entered.
 */

import { z } from 'zod';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { readJson } from '#text/read-json.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { dayNames, weekdayNamed } from '#time/day-names.ts';
import { dateValue } from '#time/json-values.ts';
import { type EpochDay, isoOf, toEpochDay } from '#time/plain-date.ts';

const rangeDaysMax = 92;

const year = z.int().min(1970).max(2199);

const calendarId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
  error: 'A calendar id has 1 to 64 small letters, digits or hyphens.',
});

const name = z.string().trim().min(1).max(100);

export const customCalendarShape = z.strictObject({
  id: calendarId,
  title: name.optional(),
  years: z.strictObject({ from: year, to: year }).describe('The years that are fully listed'),
  weekend: z
    .array(z.enum(dayNames))
    .max(6)
    .optional()
    .describe('Days closed every week. Default: Saturday and Sunday'),
  closed: z
    .array(
      z.strictObject({
        on: dateValue.optional().describe('One day'),
        from: dateValue.optional().describe('First of several days, with to'),
        to: dateValue.optional(),
        name,
      }),
    )
    .max(5000),
});

type CustomCalendarShape = z.output<typeof customCalendarShape>;
type ClosedShape = CustomCalendarShape['closed'][number];

/** Refusals: `calendar_invalid`, with an issue and a pointer for every error. */
export function parseCustomCalendar(json: unknown): Answer<BankCalendar> {
  const read = readJson(json, customCalendarShape);
  const checked = read.value === null ? null : customCalendarOf(read.value);
  const issues = [...read.issues, ...(checked?.issues ?? [])];
  if (checked !== null && issues.length === 0) return answer(checked.calendar);
  return refuse({
    family: 'invalid',
    code: 'calendar_invalid',
    message: `The calendar cannot be used: ${issues.map(({ message }) => message).join(' ')}`,
    issues,
  });
}

/** Makes a calendar from a valid shape. The calendar is usable only if there are no issues. */
export function customCalendarOf(shape: CustomCalendarShape): {
  readonly calendar: BankCalendar;
  readonly issues: readonly Issue[];
} {
  const issues: Issue[] = [];
  const { from, to } = shape.years;
  if (from > to) {
    issues.push({
      pointer: '/years/to',
      code: 'span_backwards',
      message: 'The years end before they begin.',
    });
  }
  const closings = new Map<EpochDay, string>();
  shape.closed.forEach((entry, index) => {
    const pointer = `/closed/${index}`;
    const days = daysOf(entry);
    if (!days.ok) issues.push({ pointer, code: days.code, message: days.message });
    else if (from <= to && !isWithin({ from, to }, days)) {
      const message = `${entry.name} lies outside the years ${from} to ${to} that the calendar knows.`;
      issues.push({ pointer, code: 'outside_years', message });
    } else for (let day = days.first; day <= days.last; day += 1) closings.set(day, entry.name);
  });
  const weekend = new Set((shape.weekend ?? ['saturday', 'sunday']).map(weekdayNamed));
  return {
    calendar: {
      id: shape.id,
      title: shape.title ?? shape.id,
      firstYear: from,
      lastYear: to,
      weekend: [...weekend].sort(),
      closings,
    },
    issues,
  };
}

/**
 * The JSON from which `parseCustomCalendar` makes the same calendar. Adjacent days become one
 * entry.
 */
export function customCalendarJson(calendar: BankCalendar): Readonly<Record<string, unknown>> {
  const closed: { first: EpochDay; last: EpochDay; name: string }[] = [];
  for (const [day, closing] of [...calendar.closings].sort(([a], [b]) => a - b)) {
    const last = closed.at(-1);
    if (last !== undefined && last.last === day - 1 && last.name === closing) last.last = day;
    else closed.push({ first: day, last: day, name: closing });
  }
  return {
    id: calendar.id,
    title: calendar.title,
    years: { from: calendar.firstYear, to: calendar.lastYear },
    weekend: calendar.weekend.map((day) => dayNames[day - 1]),
    closed: closed.map(({ first, last, name: closing }) =>
      first === last
        ? { on: isoOf(first), name: closing }
        : { from: isoOf(first), to: isoOf(last), name: closing },
    ),
  };
}

type Days =
  | { readonly ok: true; readonly first: EpochDay; readonly last: EpochDay }
  | { readonly ok: false; readonly code: string; readonly message: string };

function daysOf(entry: ClosedShape): Days {
  const { on, from, to } = entry;
  if (on !== undefined && from === undefined && to === undefined) {
    return { ok: true, first: toEpochDay(on), last: toEpochDay(on) };
  }
  if (on !== undefined || from === undefined || to === undefined) {
    return {
      ok: false,
      code: 'closed_days_unclear',
      message: `${entry.name} needs either on, or from and to.`,
    };
  }
  const first = toEpochDay(from);
  const last = toEpochDay(to);
  if (last < first) {
    return { ok: false, code: 'span_backwards', message: `${entry.name} ends before it begins.` };
  }
  return last - first < rangeDaysMax
    ? { ok: true, first, last }
    : {
        ok: false,
        code: 'span_too_long',
        message: `${entry.name} is longer than ${rangeDaysMax} days.`,
      };
}

function isWithin(
  years: { from: number; to: number },
  days: { first: EpochDay; last: EpochDay },
): boolean {
  const yearOf = (day: EpochDay) => Number(isoOf(day).slice(0, 4));
  return yearOf(days.first) >= years.from && yearOf(days.last) <= years.to;
}
