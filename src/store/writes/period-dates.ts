/** Updates periods without a run after a change of schedule or calendar. */

import { assert } from '#errors.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';
import type { NewDueInstant, NewPeriod } from './periods.ts';

type PeriodDates = Pick<
  NewPeriod,
  'nominalPayOn' | 'payOn' | 'payOnReason' | 'automationEnabled' | 'catchUpDays'
>;

/** The first and last day of a period never change. */
export async function setPeriodDates(
  tx: Writing,
  ask: { readonly periodId: number; readonly dates: PeriodDates },
): Promise<void> {
  const { periodId, dates } = ask;
  const changed = await changedOne(
    tx,
    sql`update pay_period set nominal_pay_on = ${dates.nominalPayOn}, pay_on = ${dates.payOn},
          pay_on_reason = ${dates.payOnReason}, automation_enabled = ${dates.automationEnabled},
          catch_up_days = ${dates.catchUpDays}
        where period_id = ${periodId} and status in ('draft', 'active')`,
  );
  assert(changed, `period ${periodId} was locked while open`);
}

/**
 * Sets or replaces the due instant of a period. A held one stays held. A waiting one is held with `heldWhy`
 * when it would otherwise fall due in the past.
 */
export async function putDueInstant(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly periodId: number;
    readonly due: NewDueInstant;
    readonly heldWhy: string | null;
  },
): Promise<void> {
  const { companyId, periodId, due, heldWhy } = ask;
  const state = heldWhy === null ? 'waiting' : 'held';
  await rowsOf(
    tx,
    sql`insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why,
          steps, state, held_why, decided_at)
        values (${companyId}, ${periodId}, ${due.at}, ${due.local}, ${due.zone},
          ${JSON.stringify(due.rule)}::jsonb, ${due.why}, ${due.steps}, ${state}, ${heldWhy},
          case when ${heldWhy}::text is not null then paybeat_now() end)
        on conflict (period_id, stage) do update set due_at = excluded.due_at,
          local_time = excluded.local_time, time_zone = excluded.time_zone, rule = excluded.rule,
          why = excluded.why, steps = excluded.steps,
          state = case due_instant.state when 'held' then 'held' else excluded.state end,
          held_why = case due_instant.state when 'held' then due_instant.held_why else excluded.held_why end,
          decided_at = case due_instant.state when 'held' then due_instant.decided_at else excluded.decided_at end`,
  );
}

/** Used when the schedule no longer has a rule. */
export async function removeDueInstant(tx: Writing, periodId: number): Promise<void> {
  await rowsOf(
    tx,
    sql`delete from due_instant where period_id = ${periodId} and stage = 'open' and state <> 'fulfilled'`,
  );
}

/** Draft or active → skipped. False when the period is neither. */
export async function markPeriodSkipped(
  tx: Writing,
  ask: { readonly periodId: number; readonly why: string; readonly replaced: boolean },
): Promise<boolean> {
  const skipped = await changedOne(
    tx,
    sql`update pay_period set status = 'skipped', status_why = ${ask.why}, replaced = ${ask.replaced}
        where period_id = ${ask.periodId} and status in ('draft', 'active')`,
  );
  if (!skipped) return false;
  await rowsOf(
    tx,
    sql`update due_instant set state = 'held', held_why = ${`the period is skipped: ${ask.why}`},
          held_late = false, decided_at = paybeat_now(), fulfilled_by = null
        where period_id = ${ask.periodId} and stage = 'open' and state = 'waiting'`,
  );
  return true;
}
