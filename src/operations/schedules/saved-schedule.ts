/**
 * A saved pay schedule with everything that gives its JSON a meaning: the company's own calendars,
 * and what the schedule was before it was changed.
 *
 * A changed schedule is several definitions in a row, each with its own first and last day, so that
 * its periods are those of the parts one after the other (schedule/change-schedule.ts proves that
 * they tile).
 */
import { type Answer, answer, assert, Bug, type Refused } from '#errors.ts';
import { paySchedule } from '#schedule/definition/parse-schedule.ts';
import { knownPayPeriods, type PayPeriod } from '#schedule/pay-period.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import type { ScheduleRow } from '#store/reads/companies.ts';
import { bankCalendars, type CalendarRow, earlierDefinitions } from '#store/reads/schedules.ts';
import type { Reading, Writing } from '#store/store.ts';
import { setDefinition, setEarlierDefinitions } from '#store/writes/schedules.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { parseCustomCalendar } from '#time/calendars/custom-calendar.ts';
import { fromEpochDay, isoOf } from '#time/plain-date.ts';

export interface SavedSchedule {
  readonly row: ScheduleRow;
  /** The earliest first; the last is the definition as it is now. */
  readonly parts: readonly PaySchedule[];
  readonly current: PaySchedule;
  /** The company's own. */
  readonly calendars: readonly BankCalendar[];
}

/** Adds to schedules what belongs to them. */
export async function savedSchedules(
  at: Reading,
  rows: readonly ScheduleRow[],
): Promise<readonly SavedSchedule[]> {
  const earlier = Map.groupBy(await earlierDefinitions(at), ({ scheduleId }) => scheduleId);
  const calendars = calendarsByCompany(await bankCalendars(at));
  return rows.map((row) => {
    const own = calendars.get(row.companyId) ?? [];
    const current = paySchedule(row.definition, { calendars: own });
    const before = (earlier.get(row.scheduleId) ?? []).map(({ definition }) =>
      paySchedule(definition, { calendars: own }),
    );
    return { row, parts: [...before, current], current, calendars: own };
  });
}

export async function savedSchedule(at: Reading, row: ScheduleRow): Promise<SavedSchedule> {
  const [saved] = await savedSchedules(at, [row]);
  if (saved === undefined) throw new Bug('one schedule in, one out');
  return saved;
}

/** The company's own calendars, as `parseSchedule` takes them. */
export async function ownCalendars(
  at: Reading,
  companyId: number,
): Promise<readonly BankCalendar[]> {
  return calendarsByCompany(await bankCalendars(at)).get(companyId) ?? [];
}

export interface PartPeriod {
  /** The definition that gives it, and the one before that. */
  readonly part: PaySchedule;
  readonly before: PaySchedule | null;
  readonly period: PayPeriod;
}

interface PartPeriods {
  readonly periods: readonly PartPeriod[];
  /** Why there are no more: the bank calendar ends. */
  readonly beyond: Refused | null;
}

/** The periods whose last day falls in the span, part after part. Refusals: those of the span. */
export function periodsOfParts(
  parts: readonly PaySchedule[],
  span: { readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate },
): Answer<PartPeriods> {
  const periods: PartPeriod[] = [];
  for (const [index, part] of parts.entries()) {
    const before = parts[index - 1] ?? null;
    const known = knownPayPeriods(part, { ...span, by: 'end' });
    if (!known.ok) return known;
    for (const period of known.value.periods) {
      periods.push({ part, before, period });
    }
    if (known.value.beyond !== null) return answer({ periods, beyond: known.value.beyond });
  }
  return answer({ periods, beyond: null });
}

/** The part in which a day lies: the first that has not ended before it. */
export function partOn(saved: SavedSchedule, on: Temporal.PlainDate): PaySchedule {
  const day = on.toString();
  return (
    saved.parts.find((part) => part.endsDay !== null && isoOf(part.endsDay) >= day) ?? saved.current
  );
}

/** The schedule becomes these definitions; gives the last of them back. Its row is locked. */
export async function saveParts(
  tx: Writing,
  ask: {
    readonly saved: SavedSchedule;
    readonly parts: readonly PaySchedule[];
    readonly reason: string;
    readonly actor: string;
  },
): Promise<PaySchedule> {
  const { saved, parts, reason, actor } = ask;
  const { companyId, scheduleId } = saved.row;
  const current = parts.at(-1);
  assert(current, 'a schedule has a definition');
  const earlier = parts.slice(0, -1).map(({ definition, endsDay }) => {
    assert(endsDay !== null, 'what another definition follows has a last day');
    return { untilOn: fromEpochDay(endsDay), definition };
  });
  await setEarlierDefinitions(tx, { companyId, scheduleId, earlier, reason, by: actor });
  await setDefinition(tx, { ...current, scheduleId });
  return current;
}

function calendarsByCompany(
  rows: readonly CalendarRow[],
): ReadonlyMap<number, readonly BankCalendar[]> {
  const found = new Map<number, BankCalendar[]>();
  for (const row of rows) {
    const parsed = parseCustomCalendar(row.definition);
    if (!parsed.ok) throw new Bug(`calendar ${row.calendarId} was checked when it was imported`);
    const own = found.get(row.companyId);
    if (own) own.push(parsed.value);
    else found.set(row.companyId, [parsed.value]);
  }
  return found;
}
