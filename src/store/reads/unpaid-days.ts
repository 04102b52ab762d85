/**
 * People without a payslip for a period that is paid, although they were employed on days of it as known now:
 * entered late, excluded by dates that were corrected since, held, or with a payslip that was reversed.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { idsOf, ofEachPerson, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

interface UnpaidDays extends Placed {
  readonly employeeId: number;
  readonly hiredOn: Temporal.PlainDate;
  /** A run of the period held the person, and none has paid them since. */
  readonly isHeld: boolean;
  /** Their payslip was reversed, and no run has paid them since. */
  readonly isReversed: boolean;
  /** Nobody knew of the person when the run read its inputs. */
  readonly isNew: boolean;
}

interface UnpaidAsk extends Placed {
  /** A committed run of the period. */
  readonly runId: number;
  readonly employeeIds: readonly number[];
  readonly revision: number;
}

/** Whether the payslip of `a` in a run `o` counts. */
const countedIn = isEffective({
  ...{ run: sql`o.run_id`, employee: sql`a.employee_id`, revision: sql`a.revision` },
});

/**
 * Left out: people on another schedule on those days, people whom another run pays for days of the period, and
 * new people whom somebody else paid then. Their opening balances of that tax year say so, or they were hired
 * before it and entered after it.
 */
export function unpaidDaysOf(
  at: Reading,
  asked: readonly UnpaidAsk[],
): Promise<readonly UnpaidDays[]> {
  const of = <T>(value: (one: UnpaidAsk) => T) => ofEachPerson(asked, value);
  return rowsOf(
    at,
    sql`select a.place, a.employee_id as "employeeId", v.hired_on as "hiredOn",
          exists (select from pay_run h join run_exception x on x.run_id = h.run_id
            where h.period_id = r.period_id and h.state = 'committed'
              and x.employee_id = a.employee_id and x.disposition = 'held') as "isHeld",
          exists (select from pay_run h join run_reversal v on v.reversed_run_id = h.run_id
              join pay_run w on w.run_id = v.run_id
            where h.period_id = r.period_id and h.covers_days and v.employee_id = a.employee_id
              and w.committed_revision <= a.revision) as "isReversed",
          not exists (select from employee_version o where o.employee_id = a.employee_id
            and o.from_revision <= r.snapshot_revision) as "isNew"
        from unnest(${of(({ place }) => place)}::int[], ${of(({ runId }) => runId)}::int[],
            ${idsOf(asked)}::int[], ${of(({ revision }) => revision)}::int[])
            as a(place, run_id, employee_id, revision)
          join pay_run r on r.run_id = a.run_id and r.kind = 'regular'
          join pay_period p on p.period_id = r.period_id
          cross join lateral (select v.hired_on, v.ended_on, v.earlier, v.schedule_id from employee_version v
            where v.employee_id = a.employee_id and ${knownAt(sql`a.revision`)} offset 0) v
        where paybeat_employed_between(v.earlier, v.hired_on, v.ended_on, p.start_on, p.end_on)
          and coalesce(p.schedule_id, 0) in (
            ${scheduleOn(sql`p.start_on`)}, ${scheduleOn(sql`p.end_on`)})
          and not exists (select from pay_run o join payslip s on s.run_id = o.run_id
            where o.period_id = r.period_id and o.covers_days and o.state <> 'voided'
              and s.employee_id = a.employee_id and ${countedIn})
          and not exists (select from paybeat_overlapping_runs(r.period_id) o
              join payslip s on s.run_id = o.run_id and s.employee_id = a.employee_id
            where not paybeat_moved_between(a.employee_id, r.period_id, o.period_id) and ${countedIn})
          and (exists (select from employee_version o where o.employee_id = a.employee_id
              and o.from_revision <= r.snapshot_revision)
            or v.hired_on >= make_date(r.tax_year, 1, 1)
            or r.tax_year >= (select extract(year from min(o.recorded_at)) from employee_version o
              where o.employee_id = a.employee_id))
          and (exists (select from employee_version o where o.employee_id = a.employee_id
              and o.from_revision <= r.snapshot_revision)
            or not exists (select from opening_balance v where v.employee_id = a.employee_id
              and v.tax_year = r.tax_year and ${knownAt(sql`a.revision`)}))
        order by a.place, a.employee_id`,
  );
}

/** The schedule of the person on a day; 0 for none. Moves decide, and without any the current version. */
function scheduleOn(day: ReturnType<typeof sql>) {
  const known = sql`m.employee_id = a.employee_id and m.from_revision <= a.revision
    and (m.until_revision is null or m.until_revision > a.revision)`;
  return sql`coalesce(
    (select m.to_schedule_id from employee_move m where ${known} and m.effective_on <= ${day}
      order by m.effective_on desc limit 1),
    (select coalesce(m.from_schedule_id, 0) from employee_move m where ${known} and m.effective_on > ${day}
      order by m.effective_on limit 1),
    v.schedule_id, 0)`;
}
