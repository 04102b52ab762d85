/**
 * The newest committed payslips of a tax year: they carry the year-to-date of everything before them. At the
 * beginning of a year those of the year before, which only say what was paid last.
 */
import { assert } from '#errors.ts';
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

/** The run of a last payslip. */
interface LastRun {
  readonly runId: number;
  /** False for a run that paid only its own amounts. */
  readonly hasBasePay: boolean;
  readonly snapshotRevision: number;
  readonly paidCount: number;
  readonly isOfThisYear: boolean;
}

interface LastPayslipRow extends Placed {
  readonly employeeId: number;
  /** Empty when the payslip is of the year before. */
  readonly yearToDate: AmountsByCode;
  readonly last: LastPay;
}

export interface LastPay {
  /** In minor units, exact up to 2^53. */
  readonly gross: number;
  readonly net: number;
  readonly run: LastRun;
}

/** The employees of one run of the set whose payslips are looked for in an earlier run. */
interface Look extends Placed {
  readonly employeeIds: readonly number[];
  readonly run: LastRun;
  /** How many runs are newer. */
  readonly back: number;
}

/** For so few look-ups, all earlier runs are asked at once. Some people have no payslip in any of them. */
const atOnceMax = 5_000;

/** So many runs of the year before are looked at. */
const earlierMax = 6;

/**
 * The newest committed payslip of each employee, as known at a revision. The search goes from the newest run
 * back, and asks each run only for people not found yet. One run is enough for almost everybody, and all
 * earlier runs are asked at once for the few others.
 */
export async function lastPayslipsOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly LastPayslipRow[]> {
  const runsBefore = await runsBeforeEach(at, runs);
  let missing = runs.map(({ place, employeeIds }) => ({ place, employeeIds }));
  const found: LastPayslipRow[] = [];
  const looksAt = (from: number, until: number): readonly Look[] =>
    missing.flatMap(({ place, employeeIds }) =>
      (runsBefore.get(place) ?? []).slice(from, until).map((run, nth) => {
        return { place, employeeIds, run, back: from + nth };
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

interface RunsBefore extends Placed {
  readonly isOfThisYear: boolean;
  readonly runIds: readonly number[];
  readonly basePays: readonly boolean[];
  readonly revisions: readonly number[];
  readonly counts: readonly number[];
}

/** Newest first: all of the tax year, and a few of the year before. */
async function runsBeforeEach(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<ReadonlyMap<number, readonly LastRun[]>> {
  const each = (column: string) =>
    sql`array_agg(${sql.ref(`r.${column}`)} order by r.committed_revision desc)`;
  const columns = sql`${each('run_id')} as "runIds", ${each('covers_days')} as "basePays",
    ${each('snapshot_revision')} as revisions, ${each('paid_count')} as counts`;
  const rows = await rowsOf<RunsBefore>(
    at,
    sql`select place, true as "isOfThisYear", ${columns}
        from ${askedRuns(runs)} ${committedBefore} group by place
        union all
        select place, false, ${columns}
        from ${askedRuns(runs)} cross join lateral (select * from pay_run
          where company_id = f.company_id and tax_year = f.tax_year - 1 and state = 'committed'
            and covers_days and committed_revision <= f.undated
          order by committed_revision desc limit ${earlierMax}) r
        group by place`,
  );
  const known = Map.groupBy(rows, ({ place }) => place);
  return new Map(
    [...known].map(([place, years]) => {
      const inOrder = years.toSorted((one) => (one.isOfThisYear ? -1 : 1));
      return [place, inOrder.flatMap(lastRunsIn)];
    }),
  );
}

function lastRunsIn({ isOfThisYear, runIds, basePays, revisions, counts }: RunsBefore): LastRun[] {
  return runIds.map((runId, nth) => ({
    ...{ runId, isOfThisYear, hasBasePay: basePays[nth] ?? false },
    ...{ snapshotRevision: revisions[nth] ?? 0, paidCount: counts[nth] ?? 0 },
  }));
}

function payslipsOf(at: Reading, looks: readonly Look[]): Promise<readonly LastPayslipRow[]> {
  const lists: (readonly number[])[] = [];
  const room = new AmountsRoom();
  const [only] = looks;
  const isOne = looks.length === 1 && only !== undefined;
  const runOf = new Map(looks.map((look) => [keyOf(look.place, look.run.runId), look.run]));
  return copiedRows(at, payslipsQuery(looks), (row) => {
    const place = row.int4();
    const runId = row.int4();
    const employeeId = row.int4();
    const gross = row.int8AsNumber();
    const net = row.int8AsNumber();
    const codes = row.int4s(lists);
    const count = codes.length;
    const first = room.take(count);
    const isPlain = isAscending(codes) && row.wholesInto(room.values, { at: first, count });
    const paid = isPlain
      ? AmountsByCode.ofWhole(codes, room.values, { at: first })
      : AmountsByCode.ofColumns(codes, row.int8s());
    const run = isOne ? only.run : runOf.get(keyOf(place, runId));
    assert(run, 'a payslip is of a run that was asked');
    const yearToDate = run.isOfThisYear ? paid : AmountsByCode.none;
    return { place, employeeId, yearToDate, last: { gross, net, run } };
  });
}

function keyOf(place: number, runId: number): number {
  return place * 2 ** 32 + runId;
}

/**
 * Of each person the newest of these runs. `offset 0` keeps a look-up by key for each person, because the
 * table grows with every run.
 */
function payslipsQuery(looks: readonly Look[]) {
  const [only] = looks;
  const among = looks.length === 1 && only !== undefined ? inSpan(only.employeeIds) : null;
  if (only !== undefined && among !== null) {
    return sql`select ${only.place}::int, v.run_id, v.employee_id, v.gross_minor, v.net_minor,
          v.ytd_codes, v.ytd_amounts
        from payslip v where v.run_id = ${only.run.runId} and ${among}`;
  }
  const each = <T>(value: (look: Look) => T) => ofEachPerson(looks, value);
  return sql`select distinct on (a.place, a.employee_id) a.place, a.run_id, a.employee_id,
          s.gross_minor, s.net_minor, s.ytd_codes, s.ytd_amounts
        from unnest(${each(({ place }) => place)}::int[], ${each(({ run }) => run.runId)}::int[],
            ${idsOf(looks)}::int[], ${each(({ back }) => back)}::int[]) as a(place, run_id, employee_id, back)
          cross join lateral (select s.gross_minor, s.net_minor, s.ytd_codes, s.ytd_amounts from payslip s
            where s.run_id = a.run_id and s.employee_id = a.employee_id offset 0) s
        order by a.place, a.employee_id, a.back`;
}
