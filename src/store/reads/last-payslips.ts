/** The newest committed payslips of a tax year: they carry the year-to-date of everything before them. */
import { AmountsByCode, isAscending } from '#payslip/amounts-by-code.ts';
import { AmountsRoom } from '#payslip/amounts-room.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import {
  type AskedRun,
  askedRuns,
  byPlace,
  idsOf,
  inSpan,
  ofEachPerson,
  type Placed,
} from './asked.ts';
import { copiedRows } from './binary-rows.ts';
import { committedBefore } from './runs-before.ts';

interface LastPayslipRow extends Placed {
  readonly employeeId: number;
  readonly yearToDate: AmountsByCode;
}

/** The employees of one run of the set whose payslips are looked for in an earlier run. */
interface Look extends Placed {
  readonly employeeIds: readonly number[];
  readonly runId: number;
  /** How many runs are newer. */
  readonly back: number;
}

/** For so few look-ups, all earlier runs are asked at once. Some people have no payslip in any of them. */
const atOnceMax = 5_000;

/**
 * The newest committed payslip of each employee in a tax year, as known at a revision. The search goes from
 * the newest run back, and asks each run only for people not found yet. One run is enough for almost
 * everybody, and all earlier runs are asked at once for the few others.
 */
export async function lastPayslipsOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly LastPayslipRow[]> {
  const before = await rowsOf<Placed & { readonly runIds: readonly number[] }>(
    at,
    sql`select place, array_agg(r.run_id order by r.committed_revision desc) as "runIds"
        from ${askedRuns(runs)} ${committedBefore} group by place`,
  );
  const runsBefore = new Map(before.map(({ place, runIds }) => [place, runIds]));
  let missing = runs.map(({ place, employeeIds }) => ({ place, employeeIds }));
  const found: LastPayslipRow[] = [];
  const looksAt = (from: number, until: number): readonly Look[] =>
    missing.flatMap(({ place, employeeIds }) =>
      (runsBefore.get(place) ?? []).slice(from, until).map((runId, nth) => {
        return { place, employeeIds, runId, back: from + nth };
      }),
    );
  for (let back = 0; ; back += 1) {
    const rest = back === 0 ? [] : looksAt(back, Number.POSITIVE_INFINITY);
    const count = rest.reduce((sum, { employeeIds }) => sum + employeeIds.length, 0);
    if (count > 0 && count <= atOnceMax) return [...found, ...(await payslipsOf(at, rest))];
    const looks = looksAt(back, back + 1);
    if (looks.length === 0) return found;
    const rows = byPlace(await payslipsOf(at, looks));
    missing = looks.flatMap(({ place, employeeIds }) => {
      const had = rows(place);
      for (const row of had) found.push(row);
      if (had.length === employeeIds.length) return [];
      const ids = new Set(had.map(({ employeeId }) => employeeId));
      return [{ place, employeeIds: employeeIds.filter((id) => !ids.has(id)) }];
    });
  }
}

function payslipsOf(at: Reading, looks: readonly Look[]): Promise<readonly LastPayslipRow[]> {
  const lists: (readonly number[])[] = [];
  const room = new AmountsRoom();
  return copiedRows(at, payslipsQuery(looks), (row) => {
    const place = row.int4();
    const employeeId = row.int4();
    const codes = row.int4s(lists);
    const count = codes.length;
    const first = room.take(count);
    const isPlain = isAscending(codes) && row.wholesInto(room.values, { at: first, count });
    const yearToDate = isPlain
      ? AmountsByCode.ofWhole(codes, room.values, { at: first })
      : AmountsByCode.ofColumns(codes, row.int8s());
    return { place, employeeId, yearToDate };
  });
}

/**
 * Of each person the newest of these runs. `offset 0` keeps a look-up by key for each person, because the
 * table grows with every run.
 */
function payslipsQuery(looks: readonly Look[]) {
  const [only] = looks;
  const among = looks.length === 1 && only !== undefined ? inSpan(only.employeeIds) : null;
  if (only !== undefined && among !== null) {
    return sql`select ${only.place}::int, v.employee_id, v.ytd_codes, v.ytd_amounts from payslip v
        where v.run_id = ${only.runId} and ${among}`;
  }
  const each = <T>(value: (look: Look) => T) => ofEachPerson(looks, value);
  return sql`select distinct on (a.place, a.employee_id) a.place, a.employee_id, s.ytd_codes, s.ytd_amounts
        from unnest(${each(({ place }) => place)}::int[], ${each(({ runId }) => runId)}::int[],
            ${idsOf(looks)}::int[], ${each(({ back }) => back)}::int[]) as a(place, run_id, employee_id, back)
          cross join lateral (select s.ytd_codes, s.ytd_amounts from payslip s
            where s.run_id = a.run_id and s.employee_id = a.employee_id offset 0) s
        order by a.place, a.employee_id, a.back`;
}
