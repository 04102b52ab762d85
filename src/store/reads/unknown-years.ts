/** People whose tax year began elsewhere, as far as the database knows. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { inSpan, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';

/**
 * People who were hired before a tax year and have no pay history for it: no opening balance, and no payslip
 * in a committed run that pays the days of a period. A bonus alone is not pay history.
 *
 * `offset 0` keeps a look-up by key for each person. Without statistics the database would plan a join of all
 * rows, which takes minutes.
 */
export async function withoutYearToDate(
  at: Reading,
  asks: readonly YearAsked[],
): Promise<readonly YearUnknown[]> {
  const people: (readonly number[])[] = [];
  for (const ask of asks) people.push(await notPaidBefore(at, ask));
  if (people.every((ids) => ids.length === 0)) {
    return asks.map(() => ({ count: 0, firstNumbers: [] }));
  }
  const companyIds = asks.map(({ companyId }) => companyId);
  const years = asks.map(({ taxYear }) => taxYear);
  const rows = await rowsOf<Placed & { count: number; numbers: readonly string[] }>(
    at,
    sql`with f as materialized (
          select f.place, f.revision, f.tax_year, array(select run_id from pay_run r
            where r.company_id = f.company_id and r.tax_year = f.tax_year and r.state = 'committed'
              and r.covers_days) as runs
          from unnest(${companyIds}::int[], ${years}::int[], ${asks.map(({ revision }) => revision)}::int[])
            with ordinality as f(company_id, tax_year, revision, place)
        ), unknown as materialized (
          select f.place, v.employee_id from ${versionsOf(people)}
          where ${knownAt(sql`f.revision`)} and coalesce((v.earlier -> 0 ->> 'from')::date, v.hired_on) < make_date(f.tax_year, 1, 1)
            and (v.employee_id, f.tax_year) not in (select employee_id, tax_year from opening_balance
              where company_id = any(${companyIds}::int[]) and tax_year = any(${years}::int[])
                and until_revision is null)
            and (f.runs = '{}' or not exists (select from payslip s
              where s.employee_id = v.employee_id and s.run_id = any(f.runs) offset 0)))
        ${asks.length === 1 ? firstOfOne : firstOfEach}`,
  );
  const found = new Map(rows.map(({ place, ...row }) => [place, row]));
  return asks.map((_, place) => {
    const { count, numbers } = found.get(place) ?? { count: 0, numbers: [] };
    return { count, firstNumbers: numbers };
  });
}

/** The least numbers of very many people are found without sorting all. */
const firstOfOne = sql`select 0 as place, count(*)::int as count,
    array(select e.number from unknown join employee e using (employee_id)
      order by e.number limit 3) as numbers
  from unknown having count(*) > 0`;

/** Of several runs: their people are read once, and not once for each run. */
const firstOfEach = sql`select place::int - 1 as place, count(*)::int as count,
    (array_agg(e.number order by e.number))[1:3] as numbers
  from unknown join employee e using (employee_id) group by place`;

/** The versions `v` of these people, of each run `f`. */
function versionsOf(people: readonly (readonly number[])[]): Sql {
  const [only] = people;
  const among = people.length === 1 && only !== undefined ? inSpan(only) : null;
  if (among !== null) return sql`f join employee_version v on ${among}`;
  const places = people.flatMap((ids, nth) => ids.map(() => nth + 1));
  return sql`unnest(${places}::int[], ${people.flat()}::int[]) as asked(place, employee_id)
    join f using (place) join employee_version v using (employee_id)`;
}

/** Below this, one look-up for each person is quicker. */
const manyPeople = 500;

/**
 * Of many people: those whom the largest committed run of the year has not paid. They are read from its
 * chunks, because each person of a chunk has a payslip or is held.
 */
async function notPaidBefore(at: Reading, ask: YearAsked): Promise<readonly number[]> {
  const { companyId, taxYear, employeeIds } = ask;
  if (employeeIds.length < manyPeople) return employeeIds;
  const [run] = await rowsOf<{ readonly runId: number }>(
    at,
    sql`select run_id as "runId" from pay_run
        where company_id = ${companyId} and tax_year = ${taxYear} and state = 'committed' and covers_days
        order by roster_count desc, run_id desc limit 1`,
  );
  if (!run) return employeeIds;
  const { runId } = run;
  const [chunks, held] = await Promise.all([
    rowsOf<{ readonly ids: readonly number[] }>(
      at,
      sql`select employee_ids as ids from run_chunk where run_id = ${runId}`,
    ),
    rowsOf<{ readonly id: number }>(
      at,
      sql`select employee_id as id from run_exception where run_id = ${runId} and disposition = 'held'`,
    ),
  ]);
  const notPaid = new Set(held.map(({ id }) => id));
  // A column of numbers takes a tenth of the memory of a set.
  const paid = Int32Array.from(chunks.flatMap(({ ids }) => ids.filter((id) => !notPaid.has(id))));
  paid.sort();
  let next = 0;
  return employeeIds
    .toSorted((one, other) => one - other)
    .filter((id) => {
      while ((paid[next] ?? id) < id) next += 1;
      return paid[next] !== id;
    });
}

interface YearAsked {
  readonly companyId: number;
  readonly taxYear: number;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

interface YearUnknown {
  readonly count: number;
  readonly firstNumbers: readonly string[];
}
