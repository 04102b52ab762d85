/**
 * Tax that was withheld from people's regular pay in a tax year and the year before: the newest payslip that has any,
 * else opening balances. Whoever has none is left out.
 *
 * A payslip's tax on supplemental wages does not count. Payslips of the first edition of the rules have no line for it,
 * and opening balances may have none. A rate of the supplemental wages then stands for it, rounded up.
 */
import type { Rate } from '#money/rate.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, askedPeople, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

interface RegularTaxRow extends Placed {
  readonly employeeId: number;
  readonly taxYear: number;
  /** Null: opening balances. */
  readonly payOn: Temporal.PlainDate | null;
  readonly amountMinor: bigint;
}

/** The pay codes in the country of a run. */
export interface RegularTaxCodes extends Placed {
  readonly tax: number;
  readonly supplementalWages: number;
  readonly onSupplemental: number;
  readonly estimatedRate: Rate;
}

export function regularTaxes(
  at: Reading,
  ask: { readonly runs: readonly AskedRun[]; readonly codes: readonly RegularTaxCodes[] },
): Promise<readonly RegularTaxRow[]> {
  const { runs, codes } = ask;
  const of = <T>(value: (one: RegularTaxCodes) => T) => codes.map(value);
  const line = (code: Sql) => sql`s.line_amounts[array_position(s.line_codes, ${code})]`;
  const balance = (code: Sql) => sql`sum(v.amount_minor) filter (where v.pay_code_id = ${code})`;
  return rowsOf(
    at,
    sql`select place, a.employee_id as "employeeId", t.tax_year as "taxYear", t.pay_on as "payOn",
          t.amount as "amountMinor"
        from ${askedPeople(runs)}
          join unnest(${of((one) => one.place)}::int[], ${of((one) => one.tax)}::int[],
            ${of((one) => one.supplementalWages)}::int[], ${of((one) => one.onSupplemental)}::int[],
            ${of((one) => one.estimatedRate.numerator)}::int8[],
            ${of((one) => one.estimatedRate.denominator)}::int8[])
            as c(place, tax, wages, on_wages, numerator, denominator) using (place)
          cross join lateral (
            (select r.tax_year, r.pay_on, x.amount
              from pay_run r join payslip s on s.run_id = r.run_id and s.employee_id = a.employee_id
                cross join lateral (select ${taxOnRegular(line)} as amount) x
              where r.company_id = f.company_id and r.state = 'committed' and r.kind <> 'reversal'
                and r.tax_year between f.tax_year - 1 and f.tax_year and r.committed_revision <= f.undated
                and x.amount > 0 and ${isEffective({
                  ...{ run: sql`r.run_id`, employee: sql`a.employee_id`, revision: sql`f.undated` },
                })}
              order by r.tax_year desc, r.committed_revision desc limit 1)
            union all
            (select v.tax_year, null, ${taxOnRegular(balance)}
              from opening_balance v
              where v.employee_id = a.employee_id and v.tax_year between f.tax_year - 1 and f.tax_year
                and ${knownAt(sql`f.undated`)}
              group by v.tax_year having ${taxOnRegular(balance)} > 0
              order by v.tax_year desc limit 1)
            limit 1) t`,
  );
}

function taxOnRegular(amountOf: (code: Sql) => Sql): Sql {
  const estimated = sql`ceil(coalesce(${amountOf(sql`c.wages`)}, 0) * c.numerator::numeric / c.denominator)`;
  return sql`(coalesce(${amountOf(sql`c.tax`)}, 0)
    - coalesce(${amountOf(sql`c.on_wages`)}, ${estimated}))::int8`;
}
