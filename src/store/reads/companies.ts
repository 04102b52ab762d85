/** Companies and their schedules. */

import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export interface CompanyRow {
  readonly companyId: number;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly calendar: string;
  readonly stateTax: 'none_calculated';
  readonly employees: number;
}

const companyColumns = sql`c.company_id as "companyId", c.code, c.name, c.currency,
  c.time_zone as "timeZone", c.calendar, c.state_tax as "stateTax",
  (select count(*)::int from employee e where e.company_id = c.company_id) as employees`;

export function companies(at: Reading, of: OfCompanies = {}): Promise<readonly CompanyRow[]> {
  return rowsOf(
    at,
    sql`select ${companyColumns} from company c where ${isOf(sql`c.company_id`, of)} order by c.code`,
  );
}

export async function companyById(at: Reading, companyId: number): Promise<CompanyRow | null> {
  const [row] = await rowsOf<CompanyRow>(
    at,
    sql`select ${companyColumns} from company c where c.company_id = ${companyId}`,
  );
  return row ?? null;
}

export interface ScheduleRow {
  readonly scheduleId: number;
  readonly companyId: number;
  readonly code: string;
  readonly frequency: string;
  readonly timeZone: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly automationEnabled: boolean;
  readonly generatedTo: Temporal.PlainDate | null;
  /** Null while automation is on. */
  readonly pausedAt: Temporal.Instant | null;
  readonly pausedBy: string | null;
  readonly pausedWhy: string | null;
  readonly employees: number;
}

const scheduleColumns = sql`s.schedule_id as "scheduleId", s.company_id as "companyId", s.code,
  s.frequency, s.time_zone as "timeZone", s.definition, s.automation_enabled as "automationEnabled",
  s.generated_to as "generatedTo", s.paused_at as "pausedAt", s.paused_by as "pausedBy",
  s.paused_why as "pausedWhy",
  (select count(*)::int from employee_version v where v.company_id = s.company_id
     and v.schedule_id = s.schedule_id and v.until_revision is null) as employees`;

/** The schedules of the companies that this transaction sees, in order of their codes. */
export function schedules(at: Reading, of: OfCompanies = {}): Promise<readonly ScheduleRow[]> {
  return rowsOf(
    at,
    sql`select ${scheduleColumns} from pay_schedule s where ${isOf(sql`s.company_id`, of)}
        order by s.company_id, s.code`,
  );
}

export async function scheduleByCode(
  at: Reading,
  ask: { readonly companyId: number; readonly code: string },
): Promise<ScheduleRow | null> {
  const [row] = await rowsOf<ScheduleRow>(
    at,
    sql`select ${scheduleColumns} from pay_schedule s
        where s.company_id = ${ask.companyId} and s.code = ${ask.code}`,
  );
  return row ?? null;
}

export async function currentRevision(at: Reading, companyId: number): Promise<number> {
  const [row] = await rowsOf<{ input_revision: number }>(
    at,
    sql`select input_revision from company where company_id = ${companyId}`,
  );
  return row?.input_revision ?? 0;
}
