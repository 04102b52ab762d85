/** Records pay periods that another system has paid. The database then lets nobody pay their days again. */

import { assert } from '#errors.ts';
import type { Frequency } from '#schedule/frequency.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { rehearsedRowNumber } from './row-numbers.ts';

interface NewPaidBefore {
  readonly companyId: number;
  readonly frequency: Frequency;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  /** Names the period in the other system. */
  readonly paidBefore: string;
  readonly why: string;
}

/**
 * Nobody else adds a period to the company until the transaction ends. Take it first: those who add periods
 * lock the head of the audit chain afterwards.
 */
export async function lockPaidDays(tx: Writing, companyId: number): Promise<void> {
  await rowsOf(tx, sql`select pg_advisory_xact_lock(7236447, ${companyId}::int)`);
}

/** Throws the database's own error (`pay_period_paid_before`) when an open period covers one of the days. */
export async function insertPaidBefore(tx: Writing, period: NewPaidBefore): Promise<number> {
  const number = rehearsedRowNumber(tx, 'pay_period.period_id');
  const reason = 'paid by another system before';
  const [row] = await rowsOf<{ period_id: number }>(
    tx,
    sql`insert into pay_period (${number.column}company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
          pay_on, pay_on_reason, status, status_why, replaced, automation_enabled, by_hand, paid_before)
          ${number.overriding}
        values (${number.value}${period.companyId}, null, ${period.frequency}, ${period.startOn}, ${period.endOn},
          ${period.payOn}, ${period.payOn}, ${reason}, 'skipped', ${period.why}, true, false, true,
          ${period.paidBefore})
        returning period_id`,
  );
  assert(row, 'an insert returns its row');
  return row.period_id;
}
