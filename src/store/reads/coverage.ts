/** Finds companies with coming pay dates that a table (taxes, holidays) does not cover. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface UncoveredPayDates {
  readonly companyCode: string;
  readonly currency: string;
  readonly count: number;
  readonly firstOn: Temporal.PlainDate;
  readonly lastOn: Temporal.PlainDate;
}

/** Pay dates before the first or after the last covered day, by company, of periods without a run. */
export function payDatesOutside(
  at: Reading,
  ask: {
    readonly currency: string;
    readonly fromOn: Temporal.PlainDate;
    readonly untilOn: Temporal.PlainDate;
  },
): Promise<readonly UncoveredPayDates[]> {
  return rowsOf(
    at,
    sql`select c.code as "companyCode", c.currency, count(*)::int as count,
          min(p.pay_on) as "firstOn", max(p.pay_on) as "lastOn"
        from pay_period p join company c using (company_id)
        where p.status in ('draft', 'active') and c.currency = ${ask.currency}
          and (p.pay_on < ${ask.fromOn} or p.pay_on > ${ask.untilOn})
          and not exists (select from pay_run r where r.period_id = p.period_id
            and r.state <> 'voided')
        group by c.company_id, c.code, c.currency order by c.code`,
  );
}
