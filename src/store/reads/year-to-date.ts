/**
 * A person's year-to-date: what runs have paid, and the opening balances imported from the previous system.
 *
 * Opening balances are whole when nothing is missing from them. Gross and net were imported, the single
 * amounts add up to exactly them, and the wages for yearly limits were imported too.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

/** The totals among opening balances use ids that no pay code has. */
export const totalIds = { GROSS: -1, NET: -2 } as const;

/** Pay code ids by kind. `needed` lists those that whole opening balances always have. */
export interface BalanceCodes {
  readonly earnings: readonly number[];
  readonly reimbursements: readonly number[];
  readonly deductions: readonly number[];
  readonly taxes: readonly number[];
  readonly needed: readonly number[];
}

interface PaidInYear {
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly firstPayOn: Temporal.PlainDate | null;
  /** Runs with a later pay date that count, because they were committed earlier. */
  readonly later: readonly RunOfYear[];
}

/** A person's run in a tax year, with its pay date in ISO 8601. */
export interface RunOfYear {
  readonly runId: number;
  readonly payOn: string;
}

const runOfYear = sql`jsonb_build_object('runId', r.run_id, 'payOn', r.pay_on)
  order by r.pay_on, r.run_id`;

/** Paid by the committed runs of a tax year, as known at a revision. */
export async function paidInYear(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly employeeId: number;
    readonly taxYear: number;
    readonly revision: number;
    /** The pay date of the payslip that counts them. */
    readonly payOn: Temporal.PlainDate;
  },
): Promise<PaidInYear> {
  const [row] = await rowsOf<PaidInYear>(
    at,
    sql`select coalesce(sum(s.gross_minor), 0)::int8 as "grossMinor",
          coalesce(sum(s.net_minor), 0)::int8 as "netMinor", min(r.pay_on) as "firstPayOn",
          coalesce(jsonb_agg(${runOfYear}) filter (where r.pay_on > ${ask.payOn}), '[]') as later
        from pay_run r join payslip s on s.run_id = r.run_id and s.employee_id = ${ask.employeeId}
        where r.company_id = ${ask.companyId} and r.tax_year = ${ask.taxYear}
          and r.state = 'committed' and r.committed_revision <= ${ask.revision}`,
  );
  return row ?? { grossMinor: 0n, netMinor: 0n, firstPayOn: null, later: [] };
}

/**
 * Runs with an earlier pay date that were committed after a revision. A payslip of that revision does not
 * count them.
 */
export async function committedAfter(
  at: Reading,
  ask: Parameters<typeof paidInYear>[1],
): Promise<readonly RunOfYear[]> {
  const [row] = await rowsOf<{ runs: readonly RunOfYear[] }>(
    at,
    sql`select coalesce(jsonb_agg(${runOfYear}), '[]') as runs
        from pay_run r join payslip s on s.run_id = r.run_id and s.employee_id = ${ask.employeeId}
        where r.company_id = ${ask.companyId} and r.tax_year = ${ask.taxYear}
          and r.state = 'committed' and r.committed_revision > ${ask.revision}
          and r.pay_on < ${ask.payOn}`,
  );
  return row?.runs ?? [];
}

interface Brought {
  readonly amounts: ReadonlyMap<number, bigint>;
  readonly isWhole: boolean;
}

/** Includes the totals. Null when nothing was imported for the year, as known at a revision. */
export async function broughtFor(
  at: Reading,
  ask: {
    readonly employeeId: number;
    readonly taxYear: number;
    readonly revision: number;
    readonly codes: BalanceCodes;
  },
): Promise<Brought | null> {
  const { employeeId, taxYear, revision } = ask;
  const [row] = await rowsOf<{
    ids: readonly number[];
    amounts: readonly bigint[];
    whole: boolean;
  }>(
    at,
    sql`select array_agg(v.pay_code_id) as ids, array_agg(v.amount_minor) as amounts,
          ${isWhole(ask.codes)} as whole
        from opening_balance v
        where v.employee_id = ${employeeId} and v.tax_year = ${taxYear}
          and v.from_revision <= ${revision}
          and (v.until_revision is null or v.until_revision > ${revision})
        group by v.employee_id`,
  );
  if (!row) return null;
  const amounts = new Map(row.ids.map((id, place) => [id, row.amounts[place] ?? 0n]));
  return { amounts, isWhole: row.whole };
}

export interface PartBalances {
  readonly people: number;
  /** The first of them by number, each with the pay codes that are missing. None: the sums differ. */
  readonly first: readonly {
    readonly number: string;
    readonly name: string;
    readonly taxYear: number;
    readonly missing: readonly number[];
  }[];
}

const partShownMax = 5;

/** People among the staged rows whose opening balances of a year are not whole, as known now. */
export async function partBalances(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly staged: Sql<unknown>;
    readonly codes: BalanceCodes;
  },
): Promise<PartBalances> {
  const { codes } = ask;
  const [row] = await rowsOf<PartBalances>(
    at,
    sql`with judged as (
          select v.employee_id, v.tax_year, array_agg(v.pay_code_id) as ids,
            ${isWhole(codes)} as whole
          from opening_balance v
          where v.company_id = ${ask.companyId} and v.until_revision is null
            and exists (select from ${ask.staged} as new where new.employee_id = v.employee_id
              and new.tax_year = v.tax_year)
          group by v.employee_id, v.tax_year)
        select (select count(distinct employee_id)::int from judged where not whole) as people,
          (select coalesce(json_agg(shown order by shown.number, shown."taxYear"), '[]') from (
            select e.number, v.name, j.tax_year as "taxYear",
              array(select needed from unnest(${codes.needed}::int[]) as needed
                where needed <> all(j.ids) order by needed) as missing
            from judged j join employee e using (employee_id)
              join employee_version v using (employee_id)
            where not j.whole and v.until_revision is null
            order by e.number, j.tax_year limit ${partShownMax}) as shown) as first`,
  );
  return row ?? { people: 0, first: [] };
}

export interface BroughtTotals {
  readonly grossMinor: bigint;
  readonly taxesMinor: bigint;
  readonly netMinor: bigint;
}

/** Of the people in a span of ids: the totals of those whose opening balances of a year are whole. */
export async function wholeBalancesOf(
  at: Reading,
  ask: {
    readonly first: number;
    readonly last: number;
    readonly taxYear: number;
    readonly revision: number;
    readonly codes: BalanceCodes;
  },
): Promise<ReadonlyMap<number, BroughtTotals>> {
  const rows = await rowsOf<BroughtTotals & { readonly employeeId: number }>(
    at,
    sql`select v.employee_id as "employeeId", ${sumOf([totalIds.GROSS])}::int8 as "grossMinor",
          ${sumOf(ask.codes.taxes)}::int8 as "taxesMinor", ${sumOf([totalIds.NET])}::int8 as "netMinor"
        from opening_balance v
        where v.employee_id between ${ask.first} and ${ask.last} and v.tax_year = ${ask.taxYear}
          and ${knownAt(ask.revision)}
        group by v.employee_id having ${isWhole(ask.codes)}`,
  );
  return new Map(rows.map((row) => [row.employeeId, row]));
}

function sumOf(ids: readonly number[]): Sql<unknown> {
  return sql`coalesce(sum(v.amount_minor) filter (where v.pay_code_id = any(${ids}::int[])), 0)`;
}

function isWhole(codes: BalanceCodes): Sql<unknown> {
  const gross = sumOf([totalIds.GROSS]);
  return sql`(array_agg(v.pay_code_id) @> ${codes.needed}::int[]
    and ${sumOf(codes.earnings)} = ${gross}
    and ${gross} + ${sumOf(codes.reimbursements)} - ${sumOf(codes.deductions)} - ${sumOf(codes.taxes)}
      = ${sumOf([totalIds.NET])})`;
}
