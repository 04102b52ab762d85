/** Pauses a schedule's automation, and releases or skips single due instants on a person's order. */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

/** False when it is already paused. */
export function writePause(
  tx: Writing,
  ask: { readonly scheduleId: number; readonly by: string; readonly why: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update pay_schedule set automation_enabled = false, paused_at = paybeat_now(),
          paused_by = ${ask.by}, paused_why = ${ask.why}
        where schedule_id = ${ask.scheduleId} and paused_at is null`,
  );
}

interface EndedPause {
  readonly pausedAt: Temporal.Instant;
  readonly pausedBy: string;
  readonly pausedWhy: string;
}

/** Null when it is not paused. */
export async function endPause(tx: Writing, scheduleId: number): Promise<EndedPause | null> {
  const [row] = await rowsOf<EndedPause>(
    tx,
    sql`update pay_schedule set automation_enabled = true, paused_at = null, paused_by = null,
          paused_why = null
        from (select paused_at, paused_by, paused_why from pay_schedule
              where schedule_id = ${scheduleId} for no key update) was
        where schedule_id = ${scheduleId} and pay_schedule.paused_at is not null
        returning was.paused_at as "pausedAt", was.paused_by as "pausedBy",
          was.paused_why as "pausedWhy"`,
  );
  return row ?? null;
}

export interface MissedDue {
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly dueAt: Temporal.Instant;
}

/** Locks the periods of a schedule whose waiting due instants have passed, and returns them in order. */
export function lockMissed(tx: Writing, scheduleId: number): Promise<readonly MissedDue[]> {
  return rowsOf(
    tx,
    sql`select p.period_id as "periodId", p.start_on as "startOn", p.end_on as "endOn",
          p.pay_on as "payOn", d.due_at as "dueAt"
        from pay_period p join due_instant d using (period_id)
        where p.schedule_id = ${scheduleId} and p.status = 'active' and p.automation_enabled and p.shadow_id is null
          and d.state = 'waiting' and d.stage = 'open' and d.due_at <= paybeat_now()
        order by p.start_on, p.period_id for update of p`,
  );
}

/** Held or waiting → waiting and released: the rule for missed due instants no longer applies. */
export function releaseDueInstant(
  tx: Writing,
  ask: { readonly periodId: number; readonly by: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update due_instant set state = 'waiting', held_why = null, held_late = false, decided_at = null,
          fulfilled_by = null, released_at = paybeat_now(), released_by = ${ask.by}
        where period_id = ${ask.periodId} and stage = 'open' and state <> 'fulfilled'`,
  );
}

/**
 * Skipped → active again. A due instant that has passed in the meantime stays held. One that has not passed
 * waits for its time. False when the period is not skipped, or other periods have replaced it.
 */
export async function takeBackSkip(
  tx: Writing,
  ask: { readonly periodId: number; readonly heldWhy: string },
): Promise<boolean> {
  const { periodId, heldWhy } = ask;
  const active = await changedOne(
    tx,
    sql`update pay_period set status = 'active', status_why = null
        where period_id = ${periodId} and status = 'skipped' and not replaced`,
  );
  if (!active) return false;
  await rowsOf(
    tx,
    sql`update due_instant set
          state = case when due_at > paybeat_now() then 'waiting' else 'held' end,
          held_why = case when due_at > paybeat_now() then null else ${heldWhy} end,
          held_late = false,
          decided_at = case when due_at > paybeat_now() then null else paybeat_now() end
        where period_id = ${periodId} and stage = 'open' and state = 'held'`,
  );
  return true;
}
