/** Committed runs that a dated change may reach back into. */
import { sql } from 'kysely';
import { type Reading, rowsOf } from '#store/store.ts';

/** How many of these people were paid for a period that ends on or after the day of their change. */
export async function paidSince(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly people: readonly {
      readonly employeeId: number;
      readonly fromOn: Temporal.PlainDate;
    }[];
  },
): Promise<number> {
  const { people } = ask;
  const [row] = await rowsOf<{ people: number }>(
    at,
    sql`select count(distinct c.employee_id)::int as people
        from unnest(${people.map((one) => one.employeeId)}::int[],
            ${people.map((one) => one.fromOn)}::date[]) as c(employee_id, from_on)
          join pay_run r on r.company_id = ${ask.companyId} and r.state = 'committed' and r.covers_days
            and r.tax_year >= extract(year from paybeat_now())
          join pay_period p on p.period_id = r.period_id and p.end_on >= c.from_on
          join payslip s on s.run_id = r.run_id and s.employee_id = c.employee_id`,
  );
  return row?.people ?? 0;
}
