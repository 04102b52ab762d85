/** Days that another system has paid, and the regular periods of a company next to them. */

import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { PeriodStatus } from './periods.ts';

export interface DaysPaidBefore {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

/** Days that were paid for a whole company or for one of its schedules, and end on this day or later, in order. */
export function daysPaidBefore(
  at: Reading,
  ask: {
    readonly companyId: number;
    /** Null: people without a schedule, or a schedule that does not exist yet. */
    readonly scheduleId: number | null;
    readonly fromOn: Temporal.PlainDate;
  },
): Promise<readonly DaysPaidBefore[]> {
  return rowsOf(
    at,
    sql`select start_on as "startOn", end_on as "endOn" from pay_period
        where company_id = ${ask.companyId} and paid_before is not null and end_on >= ${ask.fromOn}
          and (schedule_id is null or schedule_id = ${ask.scheduleId})
        order by start_on`,
  );
}

export interface RegularPeriod extends DaysPaidBefore {
  readonly periodId: number;
  readonly scheduleId: number | null;
  readonly status: PeriodStatus;
  readonly paidBefore: string | null;
}

/** Every regular period of a company, except those that were skipped here. */
export function regularPeriodsOf(
  at: Reading,
  companyId: number,
): Promise<readonly RegularPeriod[]> {
  return rowsOf(
    at,
    sql`select period_id as "periodId", schedule_id as "scheduleId", start_on as "startOn", end_on as "endOn",
          status, paid_before as "paidBefore"
        from pay_period
        where company_id = ${companyId} and kind = 'regular' and (status <> 'skipped' or paid_before is not null)
        order by start_on, period_id`,
  );
}
