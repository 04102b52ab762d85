/** Finds the calendars that a schedule names: built-in ones, the company's and its own. */

import type { Issue } from '#errors.ts';
import { ownKey } from '#text/read-json.ts';
import { type BankCalendar, joinCalendars } from '#time/bank-calendar.ts';
import { builtInCalendars, findCalendar } from '#time/calendars/built-in.ts';
import { customCalendarOf } from '#time/calendars/custom-calendar.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

export function calendarsInDefinition(
  shape: ScheduleShape,
  issues: Issue[],
): readonly BankCalendar[] {
  const taken = new Set(builtInCalendars.map(({ id }) => id));
  return (shape.calendars ?? []).map((one, index) => {
    const custom = customCalendarOf(one);
    for (const issue of custom.issues) {
      issues.push({ ...issue, pointer: `/calendars/${index}${issue.pointer}` });
    }
    if (taken.has(one.id)) {
      const message = `The id ${one.id} is taken by another calendar.`;
      issues.push({ pointer: `/calendars/${index}/id`, code: 'calendar_id_taken', message });
    }
    taken.add(one.id);
    return custom.calendar;
  });
}

export function readCalendar(
  json: unknown,
  context: { known: readonly BankCalendar[]; report: ReportIssue },
): BankCalendar | null {
  const named = ownKey(json, 'calendar');
  if (named === undefined) {
    const ids = builtInCalendars.map(({ id }) => id).join(', ');
    const message = `A schedule needs a bank calendar: ${ids}, or your own.`;
    context.report('/calendar', 'missing_key', message);
    return null;
  }
  return joinNamed(named, { ...context, key: '/calendar' });
}

/** The calendars with these ids, joined. Null if one of them is unknown. */
export function joinNamed(
  named: unknown,
  context: { known: readonly BankCalendar[]; report: ReportIssue; key: string },
): BankCalendar | null {
  const { key } = context;
  const ids = Array.isArray(named) ? named : [named];
  const found: BankCalendar[] = [];
  ids.forEach((id, index) => {
    if (typeof id !== 'string') return;
    const calendar = findCalendar(id, context.known);
    const pointer = Array.isArray(named) ? `${key}/${index}` : key;
    if (calendar.ok) found.push(calendar.value);
    else context.report(pointer, calendar.refusal.code, calendar.refusal.message);
  });
  if (found.length === 0 || found.length < ids.length) return null;
  const joined = joinCalendars(found);
  if (joined.ok) return joined.value;
  context.report(key, joined.refusal.code, joined.refusal.message);
  return null;
}
