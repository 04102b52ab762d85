/** Daily hours, whichever run pays them. Workweeks that cross periods are computed from them. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface WorkedRow {
  readonly employeeId: number;
  readonly payCodeId: number;
  /** Empty for the main job. */
  readonly job: string;
  readonly quantityMicro: bigint;
  readonly rateMicro: bigint | null;
  readonly workedOn: Temporal.PlainDate;
  readonly kind: 'regular' | 'off_cycle';
  readonly scheduleId: number | null;
  /** Last day of the period that pays them. */
  readonly endOn: Temporal.PlainDate;
  /** The person has a payslip in a committed run of that period, as known at the revision. */
  readonly isPaid: boolean;
}

interface Ask {
  readonly companyId: number;
  readonly employeeIds: readonly number[];
  readonly fromOn: Temporal.PlainDate;
  /** The revision at which payslips are read. */
  readonly revision: number;
}

/** Hours of other periods, worked within a range of days, in order. */
export function hoursOfOtherPeriods(
  at: Reading,
  ask: Ask & {
    readonly periodId: number;
    readonly untilOn: Temporal.PlainDate;
    /** The revision at which inputs are read. */
    readonly dated: number;
  },
): Promise<readonly WorkedRow[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.pay_code_id as "payCodeId", v.job,
          v.quantity_micro as "quantityMicro", v.rate_micro as "rateMicro",
          v.worked_on as "workedOn", p.kind, p.schedule_id as "scheduleId", p.end_on as "endOn",
          exists (select from pay_run r join payslip s on s.run_id = r.run_id
              and s.employee_id = v.employee_id
            where r.period_id = p.period_id and r.state = 'committed'
              and r.committed_revision <= ${ask.revision}) as "isPaid"
        from pay_period p join period_item v on v.period_id = p.period_id
        where p.company_id = ${ask.companyId} and p.period_id <> ${ask.periodId}
          and p.end_on >= ${ask.fromOn} and p.start_on <= ${ask.untilOn}
          and v.employee_id = any(${ask.employeeIds}::int[])
          and v.worked_on between ${ask.fromOn} and ${ask.untilOn}
          and v.quantity_micro is not null and v.from_revision <= ${ask.dated}
          and (v.until_revision is null or v.until_revision > ${ask.dated})
        order by v.employee_id, v.worked_on, p.end_on, p.period_id, v.pay_code_id, v.part`,
  );
}

/** Of these people: those who are due weekly overtime, by their current roster rows. */
export async function nonexemptAmong(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] },
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<{ employeeId: number }>(
    at,
    sql`select employee_id as "employeeId" from employee_version
        where company_id = ${ask.companyId} and employee_id = any(${ask.employeeIds}::int[])
          and until_revision is null and pay_type = 'hourly'
          and overtime is distinct from 'exempt'`,
  );
  return new Set(rows.map((row) => row.employeeId));
}

/** The last day for which runs have paid each person. People without one are left out. */
export async function daysPaidUntil(
  at: Reading,
  ask: Ask,
): Promise<ReadonlyMap<number, Temporal.PlainDate>> {
  const rows = await rowsOf<{ employeeId: number; endOn: Temporal.PlainDate }>(
    at,
    sql`select s.employee_id as "employeeId", max(p.end_on) as "endOn"
        from pay_period p
          join pay_run r on r.period_id = p.period_id and r.state = 'committed' and r.covers_days
            and r.committed_revision <= ${ask.revision}
          join payslip s on s.run_id = r.run_id and s.employee_id = any(${ask.employeeIds}::int[])
        where p.company_id = ${ask.companyId} and p.end_on >= ${ask.fromOn}
        group by s.employee_id`,
  );
  return new Map(rows.map((row) => [row.employeeId, row.endOn]));
}
