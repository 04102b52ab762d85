/** Which revision changed what a run reads about a person: pay, dates, tax form, schedule, items. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isAmong } from './asked.ts';
import { knownAt } from './known-at.ts';

interface OfPeopleAt {
  readonly employeeIds: readonly number[];
  /** Later changes are left out. */
  readonly revision: number;
}

export interface RosterChange {
  readonly employeeId: number;
  readonly revision: number;
  /** What the revision changed. The first one of a person changed everything. */
  readonly isPay: boolean;
  readonly isDates: boolean;
  readonly isTaxForm: boolean;
  readonly isSchedule: boolean;
  /** The values since then. */
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  readonly schedule: string | null;
  readonly scheduleBefore: string | null;
}

/** By person, the oldest first. */
export function rosterChanges(at: Reading, ask: OfPeopleAt): Promise<readonly RosterChange[]> {
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", x.from_revision as revision, x.is_pay as "isPay",
          x.is_dates as "isDates", x.is_tax_form as "isTaxForm", x.is_schedule as "isSchedule",
          x.hired_on as "hiredOn", x.ended_on as "endedOn", s.code as schedule,
          b.code as "scheduleBefore"
        from (
          select v.employee_id, v.from_revision, v.hired_on, v.ended_on, v.schedule_id,
            lag(v.schedule_id) over w as schedule_before,
            (v.pay_type, v.annual_salary_minor, v.hourly_rate_micro, v.overtime) is distinct from
              (lag(v.pay_type) over w, lag(v.annual_salary_minor) over w,
                lag(v.hourly_rate_micro) over w, lag(v.overtime) over w) as is_pay,
            (v.hired_on, v.ended_on) is distinct from
              (lag(v.hired_on) over w, lag(v.ended_on) over w) as is_dates,
            (v.tax_form, v.work_state, v.birth_on) is distinct from
              (lag(v.tax_form) over w, lag(v.work_state) over w, lag(v.birth_on) over w) as is_tax_form,
            v.schedule_id is distinct from lag(v.schedule_id) over w as is_schedule
          from employee_version v
          where ${isAmong(ask.employeeIds)} and v.from_revision <= ${ask.revision}
          window w as (partition by v.employee_id order by v.from_revision)) x
          left join pay_schedule s on s.schedule_id = x.schedule_id
          left join pay_schedule b on b.schedule_id = x.schedule_before
        where x.is_pay or x.is_dates or x.is_tax_form or x.is_schedule
        order by x.employee_id, x.from_revision`,
  );
}

export interface TermsChange {
  readonly employeeId: number;
  /** Empty for the main job. */
  readonly job: string;
  readonly fromOn: Temporal.PlainDate;
  readonly revision: number;
}

/** The revisions of the terms known at a revision that begin by a day, the oldest terms first. */
export function termsChanges(
  at: Reading,
  ask: OfPeopleAt & { readonly endOn: Temporal.PlainDate },
): Promise<readonly TermsChange[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.job, v.from_on as "fromOn", v.from_revision as revision
        from employee_terms v
        where ${isAmong(ask.employeeIds)} and v.from_on <= ${ask.endOn} and ${knownAt(ask.revision)}
        order by v.employee_id, v.job, v.from_on`,
  );
}

export interface ItemChange {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly revision: number;
}

/** The revisions that began or ended recurring items, the oldest first. Ends count only after a revision. */
export function recurringChanges(
  at: Reading,
  ask: OfPeopleAt & { readonly after: number },
): Promise<readonly ItemChange[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.pay_code_id as "payCodeId", x.revision
        from employee_item v
          cross join lateral (values
            (v.from_revision, v.until_revision is null or v.until_revision > ${ask.revision}),
            (v.until_revision, v.until_revision > ${ask.after})) as x(revision, is_felt)
        where ${isAmong(ask.employeeIds)} and x.is_felt and x.revision <= ${ask.revision}
        order by x.revision`,
  );
}

/** The revisions of the inputs of a period, as known at a revision, the oldest first. */
export function periodItemChanges(
  at: Reading,
  ask: OfPeopleAt & { readonly periodId: number },
): Promise<readonly ItemChange[]> {
  return rowsOf(
    at,
    sql`select distinct v.employee_id as "employeeId", v.pay_code_id as "payCodeId",
          v.from_revision as revision
        from period_item v
        where v.period_id = ${ask.periodId} and ${isAmong(ask.employeeIds)} and ${knownAt(ask.revision)}
        order by v.from_revision`,
  );
}

/** The revision that made the settings known at a revision. Null: the company has the standard settings. */
export async function settingsRevision(
  at: Reading,
  ask: { readonly companyId: number; readonly revision: number },
): Promise<number | null> {
  const [row] = await rowsOf<{ revision: number }>(
    at,
    sql`select v.from_revision as revision from pay_settings v
        where v.company_id = ${ask.companyId} and ${knownAt(ask.revision)}`,
  );
  return row?.revision ?? null;
}
