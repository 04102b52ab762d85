/**
 * A saved pay schedule with what its JSON depends on: the company's own calendars, and the earlier
 * definitions.
 *
 * A changed schedule is a sequence of definitions, each with its own first and last day. Its periods are
 * those of its parts in order. schedule/change-schedule.ts proves that the parts cover every day exactly
 * once.
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
  /** Earliest first. The last is the current definition. */
  readonly parts: readonly PaySchedule[];
  readonly current: PaySchedule;
  /** The company's own calendars. */
  readonly calendars: readonly BankCalendar[];
}

/** Adds the calendars and earlier definitions to schedule rows. */
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

/** The company's own calendars, in the form that `parseSchedule` takes. */
export async function ownCalendars(
  at: Reading,
  companyId: number,
): Promise<readonly BankCalendar[]> {
  return calendarsByCompany(await bankCalendars(at)).get(companyId) ?? [];
}

export interface PartPeriod {
  /** The definition that gives the period, and the one before it. */
  readonly part: PaySchedule;
  readonly before: PaySchedule | null;
  readonly period: PayPeriod;
}

interface PartPeriods {
  readonly periods: readonly PartPeriod[];
  /** Why there are no more periods: the bank calendar ends. */
  readonly beyond: Refused | null;
}

/** The periods whose last day is in the span, part by part. Refusals: those of the span. */
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

/** The definition that applies on a day: the first that has not ended before it. */
export function partOn(saved: SavedSchedule, on: Temporal.PlainDate): PaySchedule {
  const day = on.toString();
  return (
    saved.parts.find((part) => part.endsDay !== null && isoOf(part.endsDay) >= day) ?? saved.current
  );
}

/** Saves these definitions as the schedule, and returns the last. The caller has locked its row. */
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
