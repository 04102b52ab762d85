/**
 * Amounts that committed runs have paid and deducted so far, always summed from payslips and never kept as
 * counters. They are as known at a revision: runs committed after it do not count.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, askedPeople, type Placed } from './asked.ts';
import { isEffective } from './reversals.ts';

interface AmountOfCode extends Placed {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** Whether the payslip of `a` in a run `r` counts for the run `f`. */
const countedIn = isEffective({
  ...{ run: sql`r.run_id`, employee: sql`a.employee_id`, revision: sql`f.undated` },
});

/**
 * A reversal in a later month gives nothing back to that month, so reversed payslips and reversals both do not count.
 *
 * Payslip lines of runs with a pay date in the same month, by person and pay code. `offset 0` keeps a look-up
 * by key for each person, because the table grows with every run.
 */
export function monthSoFar(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly AmountOfCode[]> {
  return rowsOf(
    at,
    sql`select place, a.employee_id as "employeeId", l.code as "payCodeId",
          sum(l.amount)::int8 as "amountMinor"
        from ${askedPeople(runs)} join pay_run r using (company_id)
          cross join lateral (select s.line_codes, s.line_amounts from payslip s
            where s.run_id = r.run_id and s.employee_id = a.employee_id and ${countedIn} offset 0) s
          cross join lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where r.state = 'committed' and r.committed_revision <= f.undated
          and r.kind <> 'reversal'
          and r.pay_on >= date_trunc('month', f.pay_on)::date
          and r.pay_on < (date_trunc('month', f.pay_on) + interval '1 month')::date
        group by place, a.employee_id, l.code`,
  );
}

interface Goal {
  readonly companyId: number;
  /** The revision at which runs are read. */
  readonly revision: number;
  readonly employeeId: number;
  readonly payCodeId: number;
  /** The number of a court order: only what this order got counts. Null: the goal is no order. */
  readonly reference: string | null;
  /** Runs of periods that end on or after this day count. */
  readonly fromOn: Temporal.PlainDate;
}

/**
 * The amount deducted towards each goal since its first day, in the order of the goals. A payslip from before court
 * orders were kept apart gave its whole line to an order that its run knew.
 */
export async function takenTowards(
  at: Reading,
  goals: readonly Goal[],
): Promise<readonly bigint[]> {
  const of = <T>(value: (goal: Goal) => T) => goals.map(value);
  const rows = await rowsOf<{ readonly nth: number; readonly amountMinor: bigint }>(
    at,
    sql`select g.nth::int, sum(case when ${isWholeLine} then coalesce(l.amount, 0)
            else coalesce((select o.amount_minor from run_court_order o where ${isOfOrder}
              and o.reference = g.reference), 0) end)::int8 as "amountMinor"
        from unnest(${of((goal) => goal.companyId)}::int[], ${of((goal) => goal.revision)}::int[],
            ${of((goal) => goal.employeeId)}::int[], ${of((goal) => goal.payCodeId)}::int[],
            ${of((goal) => goal.reference)}::text[], ${of((goal) => goal.fromOn)}::date[])
            with ordinality as g(company_id, revision, employee_id, code, reference, from_on, nth)
          cross join lateral (select * from pay_run where company_id = g.company_id
            and state = 'committed' and committed_revision <= g.revision offset 0) r
          cross join lateral (select from pay_period
            where period_id = r.period_id and end_on >= g.from_on offset 0) p
          cross join lateral (select * from payslip
            where run_id = r.run_id and employee_id = g.employee_id offset 0) s
          left join lateral (select amount from unnest(s.line_codes, s.line_amounts) as u(code, amount)
            where u.code = g.code) l on true
        group by g.nth`,
  );
  const taken = goals.map(() => 0n);
  for (const { nth, amountMinor } of rows) taken[nth - 1] = amountMinor;
  return taken;
}

/** Rows of the payslip `s` in the run `r` for the pay code of the goal `g`. */
const isOfOrder = sql`o.run_id = r.run_id and o.employee_id = g.employee_id and o.pay_code_id = g.code`;
const isWholeLine = sql`g.reference is null
  or (not exists (select from run_court_order o where ${isOfOrder})
    and exists (select from employee_item i where i.employee_id = g.employee_id and i.pay_code_id = g.code
      and i.reference = g.reference and i.from_revision <= r.snapshot_revision))`;

interface RegularPay extends Placed {
  readonly employeeId: number;
  readonly wagesMinor: bigint;
  readonly withheldMinor: bigint;
}

/** The pay codes of wages and withholding in the country of a run. */
interface RegularCodes extends Placed {
  readonly wages: number;
  readonly withheld: number;
}

/** Wages and withholding on each person's last payslip in a run that paid the days of a period. */
export function lastRegularPays(
  at: Reading,
  ask: { readonly runs: readonly AskedRun[]; readonly codes: readonly RegularCodes[] },
): Promise<readonly RegularPay[]> {
  const { runs, codes } = ask;
  return rowsOf(
    at,
    sql`select place, a.employee_id as "employeeId",
          coalesce(s.line_amounts[array_position(s.line_codes, c.wages)], 0) as "wagesMinor",
          coalesce(s.line_amounts[array_position(s.line_codes, c.withheld)], 0) as "withheldMinor"
        from ${askedPeople(runs)}
          join unnest(${codes.map((one) => one.place)}::int[], ${codes.map((one) => one.wages)}::int[],
            ${codes.map((one) => one.withheld)}::int[]) as c(place, wages, withheld) using (place)
          cross join lateral (
            select s.* from pay_run r join payslip s on s.run_id = r.run_id
              and s.employee_id = a.employee_id
            where r.company_id = f.company_id and r.state = 'committed' and r.covers_days
              and r.committed_revision <= f.undated and ${countedIn}
            order by r.committed_revision desc limit 1) s`,
  );
}
