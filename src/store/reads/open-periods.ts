/** The periods of a schedule for a change of that schedule, locked until the transaction ends. */

import type { DueState, PeriodStatus } from '#store/reads/periods.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';

interface StoredStage {
  readonly stage: string;
  readonly local: string;
  readonly zone: string;
  readonly rule: Readonly<Record<string, unknown>>;
}

export interface StoredPeriod {
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly payOnReason: string;
  readonly status: PeriodStatus;
  readonly byHand: boolean;
  readonly catchUpDays: number;
  readonly automationEnabled: boolean;
  readonly dueAt: Temporal.Instant | null;
  readonly dueLocal: string | null;
  readonly dueZone: string | null;
  readonly dueRule: Readonly<Record<string, unknown>> | null;
  readonly dueState: DueState | null;
  /** Whether the due instant has passed, by the database's clock. */
  readonly dueHasCome: boolean | null;
  /** Its moments besides the due instant, in order of their names. */
  readonly stages: readonly StoredStage[];
  readonly runId: number | null;
  /** Hours or one-off amounts were imported for the period, or it was compared with another payroll. */
  readonly hasInputs: boolean;
}

/**
 * Locks and returns, in order, the periods that end on or after a day, except those that an earlier change
 * replaced. Lock the schedule first.
 */
export function lockPeriodsOf(
  tx: Writing,
  ask: { readonly scheduleId: number; readonly fromOn: Temporal.PlainDate },
): Promise<readonly StoredPeriod[]> {
  return rowsOf(
    tx,
    sql`select p.period_id as "periodId", p.start_on as "startOn", p.end_on as "endOn",
          p.nominal_pay_on as "nominalPayOn", p.pay_on as "payOn", p.pay_on_reason as "payOnReason",
          p.status, p.by_hand as "byHand", p.catch_up_days as "catchUpDays",
          p.automation_enabled as "automationEnabled", d.due_at as "dueAt",
          d.local_time as "dueLocal", d.time_zone as "dueZone", d.rule as "dueRule",
          d.state as "dueState", d.due_at <= paybeat_now() as "dueHasCome", r.run_id as "runId",
          (select coalesce(jsonb_agg(jsonb_build_object('stage', g.stage, 'local', g.local_time,
              'zone', g.time_zone, 'rule', g.rule) order by g.stage), '[]')
            from due_instant g where g.period_id = p.period_id and g.stage <> 'open') as stages,
          exists (select from period_item i where i.period_id = p.period_id
            and i.until_revision is null)
            or exists (select from shadow_comparison c where c.period_id = p.period_id) as "hasInputs"
        from pay_period p left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
          left join pay_run r on r.period_id = p.period_id and r.kind = 'regular'
            and r.state <> 'voided'
        where p.schedule_id = ${ask.scheduleId} and p.end_on >= ${ask.fromOn} and not p.replaced
        order by p.start_on, p.period_id for update of p`,
  );
}

/** The last day of the earliest period that a change may still move; null when there is none. */
export async function firstOpenPeriodOn(
  at: Reading,
  scheduleId: number,
): Promise<Temporal.PlainDate | null> {
  const [row] = await rowsOf<{ end_on: Temporal.PlainDate | null }>(
    at,
    sql`select min(p.end_on) as end_on from pay_period p
        where p.schedule_id = ${scheduleId} and p.status in ('draft', 'active') and not p.by_hand
          and not exists (select from pay_run r where r.period_id = p.period_id
            and r.kind = 'regular' and r.state <> 'voided')`,
  );
  return row?.end_on ?? null;
}

/** The period with a nominal pay date, and its live run. */
export async function periodPaidOn(
  at: Reading,
  ask: { readonly scheduleId: number; readonly nominalOn: Temporal.PlainDate },
): Promise<{ readonly periodId: number; readonly runId: number | null } | null> {
  const [row] = await rowsOf<{ period_id: number; run_id: number | null }>(
    at,
    sql`select p.period_id, r.run_id from pay_period p
          left join pay_run r on r.period_id = p.period_id and r.kind = 'regular'
            and r.state <> 'voided'
        where p.schedule_id = ${ask.scheduleId} and p.nominal_pay_on = ${ask.nominalOn}
          and p.status <> 'skipped' and not p.by_hand
        order by p.period_id desc limit 1`,
  );
  return row ? { periodId: row.period_id, runId: row.run_id } : null;
}
