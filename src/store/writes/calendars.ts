/** The bank calendars that a company has added. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

interface NewCalendar {
  readonly companyId: number;
  readonly calendarId: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly by: string;
}

/** Adds the calendar, or replaces the one with the same id. */
export async function putCalendar(tx: Writing, calendar: NewCalendar): Promise<void> {
  const { companyId, calendarId, definition, source, by } = calendar;
  await rowsOf(
    tx,
    sql`insert into bank_calendar (company_id, calendar_id, definition, source, imported_by)
        values (${companyId}, ${calendarId}, ${JSON.stringify(definition)}::jsonb, ${source}, ${by})
        on conflict (company_id, calendar_id) do update set definition = excluded.definition,
          source = excluded.source, imported_by = excluded.imported_by,
          imported_at = paybeat_now()`,
  );
}
