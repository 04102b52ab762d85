/**
 * Amounts that committed runs have paid and deducted so far, always summed from payslips and never kept as
 * counters. They are as known at a revision: runs committed after it do not count.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface AmountOfCode {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** Payslip lines of runs with a pay date in the same month, by person and pay code. */
export function monthSoFar(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly revision: number;
    readonly payOn: Temporal.PlainDate;
  },
): Promise<readonly AmountOfCode[]> {
  const first = ask.payOn.with({ day: 1 });
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId", l.code as "payCodeId",
          sum(l.amount)::int8 as "amountMinor"
        from pay_run r
          join payslip s on s.run_id = r.run_id and s.employee_id = any(${ask.employeeIds}::int[])
          cross join lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where r.company_id = ${ask.companyId} and r.state = 'committed'
          and r.committed_revision <= ${ask.revision}
          and r.pay_on >= ${first} and r.pay_on < ${first.add({ months: 1 })}
        group by s.employee_id, l.code`,
  );
}

interface Goal {
  readonly employeeId: number;
  readonly payCodeId: number;
  /** Runs of periods that end on or after this day count. */
  readonly fromOn: Temporal.PlainDate;
}

interface Taken extends AmountOfCode {
  readonly fromOn: Temporal.PlainDate;
}

/**
 * The amount deducted under each goal's pay code since the goal's first day. Goals without a line are left
 * out.
 */
export function takenTowards(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly goals: readonly Goal[];
    readonly revision: number;
  },
): Promise<readonly Taken[]> {
  const { goals } = ask;
  return rowsOf(
    at,
    sql`select g.employee_id as "employeeId", g.code as "payCodeId", g.from_on as "fromOn",
          sum(l.amount)::int8 as "amountMinor"
        from unnest(${goals.map((goal) => goal.employeeId)}::int[],
            ${goals.map((goal) => goal.payCodeId)}::int[],
            ${goals.map((goal) => goal.fromOn)}::date[]) as g(employee_id, code, from_on)
          join pay_run r on r.company_id = ${ask.companyId} and r.state = 'committed'
            and r.committed_revision <= ${ask.revision}
          join pay_period p on p.period_id = r.period_id and p.end_on >= g.from_on
          join payslip s on s.run_id = r.run_id and s.employee_id = g.employee_id
          cross join lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where l.code = g.code
        group by g.employee_id, g.code, g.from_on`,
  );
}

interface RegularPay {
  readonly employeeId: number;
  readonly wagesMinor: bigint;
  readonly withheldMinor: bigint;
}

/** Wages and withholding on each person's last payslip in a run that paid the days of a period. */
export function lastRegularPays(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly revision: number;
    readonly codes: { readonly wages: number; readonly withheld: number };
  },
): Promise<readonly RegularPay[]> {
  const { wages, withheld } = ask.codes;
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId",
          coalesce(s.line_amounts[array_position(s.line_codes, ${wages})], 0) as "wagesMinor",
          coalesce(s.line_amounts[array_position(s.line_codes, ${withheld})], 0) as "withheldMinor"
        from unnest(${ask.employeeIds}::int[]) as e(employee_id)
          cross join lateral (
            select s.* from pay_run r join payslip s on s.run_id = r.run_id
              and s.employee_id = e.employee_id
            where r.company_id = ${ask.companyId} and r.state = 'committed' and r.covers_days
              and r.committed_revision <= ${ask.revision}
            order by r.committed_revision desc limit 1) s`,
  );
}
