/** Wages and tax of runs by the region in which each person worked, as each run knew it. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

interface RegionSums {
  readonly region: string;
  readonly wagesMinor: bigint;
  readonly taxMinor: bigint;
  readonly payslips: number;
}

/** Only people in one of the regions are read. A reversal counts where the reversed payslip did. */
export function wagesByRegion(
  at: Reading,
  ask: {
    readonly runIds: readonly number[];
    readonly regions: readonly string[];
    /** Ids of pay codes. */
    readonly wages: number;
    readonly tax: number;
  },
): Promise<readonly RegionSums[]> {
  const amountOf = (payCodeId: number): Sql =>
    sql`coalesce(sum(s.line_amounts[array_position(s.line_codes, ${payCodeId})]), 0)::int8`;
  return rowsOf(
    at,
    sql`select v.work_state as region, ${amountOf(ask.wages)} as "wagesMinor",
          ${amountOf(ask.tax)} as "taxMinor", count(*)::int as payslips
        from payslip s join pay_run r on r.run_id = s.run_id
          join pay_run o on o.run_id = coalesce(r.reverses_run_id, r.run_id)
          join employee_version v on v.employee_id = s.employee_id
            and ${knownAt(sql`o.snapshot_revision`)}
        where s.run_id = any(${ask.runIds}::int[]) and v.work_state = any(${ask.regions}::text[])
          and s.line_codes && array[${ask.wages}]::int[]
        group by 1 order by 1`,
  );
}
