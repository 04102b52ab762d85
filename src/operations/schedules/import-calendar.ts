/**
 * Imports a company's own bank calendar from JSON or an .ics file. Moves the periods of every schedule
 * that uses it.
 *
 * Replaces the calendar with the same id. A change is all or nothing: if it would make one schedule
 * unusable, nothing is written.
 *
 * Refusals: those of `parseCustomCalendar` and `parseIcsCalendar`, calendar_id_missing,
 * calendar_id_taken (one that is built in), calendar_id_differs, years_backwards,
 * calendar_breaks_schedule (with the schedules), those of `syncPeriods`.
 */

import { isDeepStrictEqual } from 'node:util';
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import type { World } from '#operations/world.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type CompanyRow, schedules } from '#store/reads/companies.ts';
import { bankCalendars } from '#store/reads/schedules.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import { putCalendar } from '#store/writes/calendars.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { counted } from '#text/counted.ts';
import { parseJsonText } from '#text/json-text.ts';
import { nameProblem } from '#text/key-text.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { builtInCalendars } from '#time/calendars/built-in.ts';
import { customCalendarJson, parseCustomCalendar } from '#time/calendars/custom-calendar.ts';
import { parseIcsCalendar } from '#time/calendars/ics-calendar.ts';
import { redateSchedule } from './redate-schedule.ts';
import { ownCalendars, type SavedSchedule, savedSchedules } from './saved-schedule.ts';
import type { SyncedPeriods } from './sync-periods.ts';

export interface CalendarFile {
  readonly bytes: Uint8Array;
  /** The name of the file, recorded with the calendar. */
  readonly source: string;
  /** The id for an .ics file. A JSON file contains its own id. */
  readonly id?: string;
  readonly title?: string;
  /** The years that an .ics file covers completely. */
  readonly years?: { readonly from: number; readonly to: number };
}

interface ImportCalendar extends CalendarFile {
  readonly company: CompanyRow;
  readonly dryRun: boolean;
}

export interface ImportedCalendar {
  readonly calendar: BankCalendar;
  readonly change: 'added' | 'replaced' | 'unchanged';
  /** Which periods the calendar moves, for each schedule that uses it. */
  readonly schedules: readonly ({ readonly code: string } & SyncedPeriods)[];
  readonly written: boolean;
}

/** Checks the title and the names of closed days, which are shown with every date that they move. */
function namesRefused(calendar: BankCalendar): Refused | null {
  for (const name of [calendar.title, ...calendar.closings.values()]) {
    const problem = nameProblem(name);
    if (problem === null) continue;
    const pointer = name === calendar.title ? '/title' : '/closed';
    const message = `a name in the calendar cannot be saved: ${problem.message}`;
    const issues = [{ pointer, ...problem }];
    return refuse({ family: 'invalid', code: 'calendar_invalid', message, issues });
  }
  return null;
}

export async function importCalendar(
  world: World,
  ask: ImportCalendar,
): Promise<Answer<ImportedCalendar>> {
  const read = readCalendarFile(ask);
  if (!read.ok) return read;
  const calendar = read.value;
  const named = namesRefused(calendar);
  if (named) return named;
  const { companyId } = ask.company;
  const actor = actorOf(world.caller);
  const how = { scope: { companyId }, dryRun: ask.dryRun };
  return allOrNothing(world, how, async (tx): Promise<Answer<ImportedCalendar>> => {
    const definition = customCalendarJson(calendar);
    const known = (await bankCalendars(tx)).find(({ calendarId }) => calendarId === calendar.id);
    if (known && isDeepStrictEqual(known.definition, definition)) {
      return answer({ calendar, change: 'unchanged', schedules: [], written: false });
    }
    await putCalendar(tx, {
      companyId,
      calendarId: calendar.id,
      definition,
      source: ask.source,
      by: actor,
    });
    const told: AuditRow[] = [];
    const moved = await redateUsers(tx, { ...ask, calendar, actor, tell: (row) => told.push(row) });
    if (!moved.ok) return moved;
    for (const row of told) await audit(tx, row);
    await audit(tx, {
      companyId,
      actor,
      action: known ? 'calendar.replace' : 'calendar.add',
      subject: `calendar:${calendar.id}`,
      facts: { source: ask.source, definition },
    });
    const change = known ? 'replaced' : 'added';
    return answer({ calendar, change, schedules: moved.value, written: !ask.dryRun });
  });
}

/** Reads the file as JSON when it starts like JSON, and otherwise as .ics. */
function readCalendarFile(file: CalendarFile): Answer<BankCalendar> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes);
  } catch {
    const message = `${file.source} is not UTF-8 text`;
    return refuse({ family: 'invalid', code: 'file_not_utf8', message });
  }
  const read = text.trimStart().startsWith('{')
    ? readJsonCalendar(text, file)
    : readIcs(text, file);
  if (!read.ok) return read;
  const { id } = read.value;
  if (!builtInCalendars.some((one) => one.id === id)) return read;
  return refuse({
    family: 'conflict',
    code: 'calendar_id_taken',
    message: `the id ${id} is taken by a calendar that is built in`,
    hint: 'choose another id; a schedule can join both',
    issues: [{ pointer: '/id', code: 'calendar_id_taken', message: 'Choose another id.' }],
  });
}

function readJsonCalendar(text: string, file: CalendarFile): Answer<BankCalendar> {
  const json = parseJsonText(text);
  if (!json.ok) return json;
  const calendar = parseCustomCalendar(json.value);
  if (!calendar.ok || file.id === undefined || file.id === calendar.value.id) return calendar;
  return refuse({
    family: 'usage',
    code: 'calendar_id_differs',
    message: `${file.source} holds the calendar ${calendar.value.id}, not ${file.id}`,
    hint: 'leave the id out, or change it in the file',
  });
}

function readIcs(text: string, file: CalendarFile): Answer<BankCalendar> {
  const { id, title, years } = file;
  if (id === undefined) {
    return refuse({
      family: 'usage',
      code: 'calendar_id_missing',
      message: 'an .ics has no id of its own',
      hint: 'say by which name schedules find it, such as winter-closing',
      actions: [{ action: 'ask_again', with: 'calendar_id' }],
    });
  }
  if (years !== undefined && years.to < years.from) {
    return refuse({
      family: 'usage',
      code: 'years_backwards',
      message: `the years ${years.from} to ${years.to} end before they begin`,
    });
  }
  const parsed = parseIcsCalendar(text, {
    id,
    ...(title === undefined ? {} : { title }),
    ...(years === undefined ? {} : { years }),
  });
  // An .ics calendar follows the same rules as one in JSON: id, years and names.
  return parsed.ok ? parseCustomCalendar(customCalendarJson(parsed.value)) : parsed;
}

/** Re-reads every schedule that uses the calendar, with the new calendar. */
async function redateUsers(
  tx: Writing,
  ask: ImportCalendar & {
    readonly calendar: BankCalendar;
    readonly actor: string;
    readonly tell: (row: AuditRow) => void;
  },
): Promise<Answer<ImportedCalendar['schedules']>> {
  const { calendar, company } = ask;
  const rows = await schedules(tx);
  const calendars = await ownCalendars(tx, company.companyId);
  const users = rows.filter(({ definition }) => names(definition, calendar.id));
  const issues: Issue[] = [];
  for (const { code, definition } of users) {
    const parsed = parseSchedule(definition, { calendars });
    if (parsed.ok) continue;
    const message = `${code}: ${parsed.refusal.message}`;
    issues.push({ pointer: `schedule ${code}`, code: parsed.refusal.code, message });
  }
  if (issues.length > 0) return breaksSchedules(calendar, issues);
  const now = await databaseNow(tx);
  const found: ImportedCalendar['schedules'][number][] = [];
  for (const saved of await lockedSchedules(tx, users)) {
    const why = `the calendar ${calendar.id} was changed`;
    const synced = await redateSchedule(tx, { ...ask, saved, now, why });
    if (!synced.ok) return synced;
    found.push({ code: saved.row.code, ...synced.value });
  }
  return answer(found);
}

/** Locks the schedules one by one in the order of their ids, so that two imports cannot deadlock. */
async function lockedSchedules(
  tx: Writing,
  rows: Parameters<typeof savedSchedules>[1],
): Promise<readonly SavedSchedule[]> {
  const ids = rows.map(({ scheduleId }) => scheduleId).sort((a, b) => a - b);
  for (const id of ids) await lockSchedule(tx, id);
  return savedSchedules(tx, rows);
}

function names(definition: Readonly<Record<string, unknown>>, id: string): boolean {
  const named = definition['calendar'];
  return Array.isArray(named) ? named.includes(id) : named === id;
}

function breaksSchedules(calendar: BankCalendar, issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'calendar_breaks_schedule',
    message: `with this calendar ${calendar.id} ${counted(issues.length, 'schedule')} could not be used any more`,
    hint: 'keep the years and days that these schedules need',
    issues,
  });
}
