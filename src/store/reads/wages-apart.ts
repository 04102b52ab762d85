/**
 * Sums of payslips that need each payslip: tips in wages that have a base, and wages above a threshold. A reversal has
 * the opposite of what the reversed payslip has.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

/** Ids of pay codes. */
export interface ApartIds {
  readonly tips: readonly number[];
  readonly cappedWages: number;
  readonly wholeWages: number;
  readonly additionalTax: number;
}

/** The amount of a line of payslip `s`, without its sign. Zero if it has none. */
function sizeOf(payCodeId: number): Sql {
  return sql`abs(coalesce(s.line_amounts[array_position(s.line_codes, ${payCodeId})], 0))`;
}

/** Wages fill the base first, then tips. */
function tipsOf(ids: ApartIds): Sql {
  const { tips, cappedWages, wholeWages } = ids;
  return sql`coalesce(sum(sign(t.tips) * least(abs(t.tips),
    greatest(0, ${sizeOf(cappedWages)} - greatest(0, ${sizeOf(wholeWages)} - abs(t.tips))))), 0)::int8
    from payslip s cross join lateral (select coalesce(sum(l.amount), 0) as tips
      from unnest(s.line_codes, s.line_amounts) as l(code, amount)
      where l.code = any(${tips}::int[])) t
    where s.line_codes && ${tips}::int[]`;
}

export async function tipsOfRuns(
  at: Reading,
  { runIds, ids }: { readonly runIds: readonly number[]; readonly ids: ApartIds },
): Promise<bigint> {
  const [row] = await rowsOf<{ tips: bigint }>(
    at,
    sql`select (select ${tipsOf(ids)} and s.run_id = any(${runIds}::int[])) as tips`,
  );
  return row?.tips ?? 0n;
}

/** Employee id → tips, of the people who have some. */
export async function tipsOfPeople(
  at: Reading,
  ask: {
    readonly runIds: readonly number[];
    readonly employeeIds: readonly number[];
    readonly ids: ApartIds;
  },
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await rowsOf<{ employeeId: number; tips: bigint }>(
    at,
    sql`select a.employee_id as "employeeId", t.tips
        from unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (select ${tipsOf(ask.ids)} and s.run_id = any(${ask.runIds}::int[])
            and s.employee_id = a.employee_id) as t(tips)
        where t.tips <> 0`,
  );
  return new Map(rows.map(({ employeeId, tips }) => [employeeId, tips]));
}

/** Wages above a threshold of the year, on the payslips that have the additional tax. */
export async function wagesAbove(
  at: Reading,
  ask: {
    readonly runIds: readonly number[];
    readonly ids: ApartIds;
    readonly thresholdMinor: bigint;
  },
): Promise<bigint> {
  const { wholeWages, additionalTax } = ask.ids;
  const [row] = await rowsOf<{ above: bigint }>(
    at,
    sql`select coalesce(sum(case when r.reverses_run_id is null then 1 else -1 end * least(w.wages,
            greatest(0, w.so_far + coalesce(b.brought, 0) - ${ask.thresholdMinor}))), 0)::int8 as above
        from payslip s join pay_run r on r.run_id = s.run_id
          join pay_run o on o.run_id = coalesce(r.reverses_run_id, r.run_id)
          join payslip p on p.run_id = o.run_id and p.employee_id = s.employee_id
          cross join lateral (select
            p.line_amounts[array_position(p.line_codes, ${wholeWages})] as wages,
            p.ytd_amounts[array_position(p.ytd_codes, ${wholeWages})] as so_far) w
          left join lateral (select sum(v.amount_minor) as brought from opening_balance v
            where v.employee_id = p.employee_id and v.tax_year = o.tax_year
              and v.pay_code_id = ${wholeWages} and ${knownAt(sql`o.snapshot_revision`)}) b on true
        where s.run_id = any(${ask.runIds}::int[]) and ${additionalTax} = any(s.line_codes)`,
  );
  return row?.above ?? 0n;
}
