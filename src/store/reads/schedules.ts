/** What belongs to a pay schedule in addition to its row: earlier definitions, and company calendars. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface EarlierDefinitionRow {
  readonly companyId: number;
  readonly scheduleId: number;
  /** The last day on which the definition applied. */
  readonly untilOn: Temporal.PlainDate;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

/** For the companies that this transaction sees; each schedule's definitions in order of time. */
export function earlierDefinitions(at: Reading): Promise<readonly EarlierDefinitionRow[]> {
  return rowsOf(
    at,
    sql`select company_id as "companyId", schedule_id as "scheduleId", until_on as "untilOn",
          definition, reason
        from earlier_definition order by schedule_id, until_on`,
  );
}

export interface CalendarRow {
  readonly companyId: number;
  readonly calendarId: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly importedAt: Temporal.Instant;
  readonly importedBy: string;
}

/** The calendars of the companies that this transaction sees, by id. */
export function bankCalendars(at: Reading): Promise<readonly CalendarRow[]> {
  return rowsOf(
    at,
    sql`select company_id as "companyId", calendar_id as "calendarId", definition, source,
          imported_at as "importedAt", imported_by as "importedBy"
        from bank_calendar order by company_id, calendar_id`,
  );
}

interface ExtensibleRow {
  readonly companyId: number;
  readonly scheduleId: number;
  readonly frequency: string;
  readonly timeZone: string;
  readonly generatedTo: Temporal.PlainDate | null;
}

/** Every schedule, with only the facts that decide whether it needs more periods. */
export function extensibleSchedules(
  at: Reading,
  { companyId }: { readonly companyId?: number } = {},
): Promise<readonly ExtensibleRow[]> {
  return rowsOf(
    at,
    sql`select company_id as "companyId", schedule_id as "scheduleId", frequency,
          time_zone as "timeZone", generated_to as "generatedTo"
        from pay_schedule
        ${companyId === undefined ? sql`` : sql`where company_id = ${companyId}`}
        order by schedule_id`,
  );
}
