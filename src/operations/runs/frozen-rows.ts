/**
 * The rows of the database behind the inputs of several runs. Each query serves all of the runs. A query
 * that cannot have rows for a run leaves the run out.
 *
 * Elsewhere: how rows become inputs (frozen-inputs.ts).
 */
import { hasMonthlyCap } from '#operations/companies/pay-codes.ts';
import { referenceOf } from '#operations/people/order-reference.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { WorkedElsewhere } from '#payslip/payslip-input.ts';
import { type AskedRun, byPlace, type Placed } from '#store/reads/asked.ts';
import { type LastPay, lastPayslipsOf } from '#store/reads/last-payslips.ts';
import { type MoveRow, movesOfRuns } from '#store/reads/moves.ts';
import { monthSoFar, takenTowards } from '#store/reads/paid-so-far.ts';
import {
  type EmployeeRow,
  type EmploymentsRow,
  employeesOf,
  employmentsOf,
  openingBalancesOf,
} from '#store/reads/roster.ts';
import {
  type BegunTermsRow,
  type ItemRow,
  itemsOf,
  termsBegunBy,
} from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import { type RegularPayBefore, regularPayBefore } from './regular-pay.ts';
import { workedElsewhere } from './worked-elsewhere.ts';
import { yearsBefore } from './year-before.ts';

/** A run of the set with its pay codes. */
interface FrozenRun extends AskedRun {
  readonly codes: PayCodes;
}

interface OfEmployee extends Placed {
  readonly employeeId: number;
}

type PlacedItem = Placed & ItemRow;
type ByEmployee<Row> = ReadonlyMap<number, Row>;
type Amounts = readonly { readonly payCodeId: number; readonly amountMinor: bigint }[];

/** The rows of one run, by employee. */
export interface FrozenRows {
  /** In order of employee id. */
  readonly people: readonly EmployeeRow[];
  readonly terms: ByEmployee<readonly BegunTermsRow[]>;
  readonly items: ByEmployee<readonly ItemRow[]>;
  readonly openings: ByEmployee<Amounts>;
  readonly lasts: ByEmployee<{ readonly yearToDate: AmountsByCode; readonly last: LastPay }>;
  /** Dates of employment; only for a run that looks back. */
  readonly dates: ByEmployee<EmploymentsRow>;
  /** Null when no pay code has a monthly cap. */
  readonly months: ByEmployee<Amounts> | null;
  readonly regular: RegularPayBefore;
  readonly moves: ByEmployee<readonly MoveRow[]>;
  readonly worked: ByEmployee<WorkedElsewhere>;
  /** What is known of the year before, of people whose limits depend on it. */
  readonly yearsBefore: ByEmployee<AmountsByCode>;
  /** The amount taken so far towards an item with a goal. */
  readonly taken: ReadonlyMap<ItemRow, bigint>;
}

/** The rows of each run, in the order of the runs. */
export async function frozenRows(
  at: Reading,
  runs: readonly FrozenRun[],
): Promise<readonly FrozenRows[]> {
  const looksBack = runs.filter(({ frame, dated }) => dated !== frame.snapshotRevision);
  const capped = runs.filter(({ codes }) => hasMonthlyCap(codes));
  const [terms, openings, lasts, dates, months, moves, people, itemRows] = await Promise.all([
    termsBegunBy(at, runs).then(groupedBy),
    openingBalancesOf(at, runs).then(groupedBy),
    lastPayslipsOf(at, runs).then(oneBy),
    (looksBack.length === 0 ? none : employmentsOf(at, looksBack)).then(oneBy),
    (capped.length === 0 ? none : monthSoFar(at, capped)).then(groupedBy),
    movesOfRuns(at, runs).then(groupedBy),
    employeesOf(at, runs).then(byPlace),
    itemsOf(at, runs),
  ]);
  const items = groupedBy(itemRows);
  const taken = await takenBy(at, { runs, items: itemRows });
  const itemsOfRun = byPlace(itemRows);
  const asked = runs.map((run) => ({
    ...run,
    people: people(run.place),
    items: itemsOfRun(run.place),
    moves: moves(run.place),
  }));
  const years = new Map(
    runs.map(({ place }) => [place, { openings: openings(place), lasts: lasts(place) }]),
  );
  const yearToDate = (place: number, employeeId: number) => {
    const year = years.get(place);
    const paid = year?.lasts.get(employeeId)?.yearToDate ?? AmountsByCode.none;
    return totalsOf(year?.openings.get(employeeId)).plus(paid);
  };
  const [worked, regular, before] = await Promise.all([
    workedElsewhere(at, asked),
    regularPayBefore(at, { runs, items: itemRows, yearToDate }),
    yearsBefore(at, asked),
  ]);
  return asked.map((run, nth) => ({
    people: run.people,
    terms: terms(run.place),
    items: items(run.place),
    openings: years.get(run.place)?.openings ?? new Map(),
    lasts: years.get(run.place)?.lasts ?? new Map(),
    dates: dates(run.place),
    months: capped.some(({ place }) => place === run.place) ? months(run.place) : null,
    regular: regular(run.place),
    moves: run.moves,
    worked: worked[nth] ?? new Map(),
    yearsBefore: before[nth] ?? new Map(),
    taken,
  }));
}

const none: Promise<readonly never[]> = Promise.resolve([]);

/** Amounts taken so far towards the goals among these items. */
async function takenBy(
  at: Reading,
  ask: { readonly runs: readonly FrozenRun[]; readonly items: readonly PlacedItem[] },
): Promise<ReadonlyMap<ItemRow, bigint>> {
  const frames = new Map(ask.runs.map(({ place, frame }) => [place, frame]));
  const withGoal = ask.items.flatMap((item) => {
    const { employeeId, payCodeId, fromOn, balanceMinor, orderText } = item;
    const frame = frames.get(item.place);
    if (frame === undefined || fromOn === null || balanceMinor === null) return [];
    const { companyId, snapshotRevision: revision } = frame;
    const reference = referenceOf(orderText);
    return [{ item, goal: { companyId, revision, employeeId, payCodeId, reference, fromOn } }];
  });
  if (withGoal.length === 0) return new Map();
  const taken = await takenTowards(
    at,
    withGoal.map(({ goal }) => goal),
  );
  return new Map(withGoal.map(({ item }, nth) => [item, taken[nth] ?? 0n]));
}

/** The amounts of opening balances. */
export function totalsOf(rows: Amounts | undefined): AmountsByCode {
  if (rows === undefined) return AmountsByCode.none;
  return AmountsByCode.ofColumns(
    rows.map(({ payCodeId }) => payCodeId),
    rows.map(({ amountMinor }) => amountMinor),
  );
}

function oneBy<Row extends OfEmployee>(rows: readonly Row[]): (place: number) => ByEmployee<Row> {
  const rowsOf = byPlace(rows);
  return (place) => new Map(rowsOf(place).map((row) => [row.employeeId, row]));
}

function groupedBy<Row extends OfEmployee>(
  rows: readonly Row[],
): (place: number) => ByEmployee<readonly Row[]> {
  const rowsOf = byPlace(rows);
  return (place) => Map.groupBy(rowsOf(place), ({ employeeId }) => employeeId);
}
