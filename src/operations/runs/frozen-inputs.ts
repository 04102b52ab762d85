/**
 * The inputs of the employees of several runs, frozen when each run opened. A chunk reads them for one run.
 *
 * Year-to-date before this payslip = opening balances known at the snapshot + the year-to-date on the newest
 * committed payslip of the tax year. Opening balances are added on every read and never stored with a
 * payslip, so that balances imported late still count once. Amounts paid this month, and amounts left of a
 * goal, are summed from committed payslips in the same way.
 *
 * A back-dated change asks what a past run would have read if the change had been known. Dated rows are then
 * read as known now (`datedRevision`), and undated rows as known at that run.
 *
 * Elsewhere: the queries (frozen-rows.ts); what a run pays for earlier runs (retro-inputs.ts).
 */

import { assert } from '#errors.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { EmployeeFacts, PayItem, PayslipInput, PayTerms } from '#payslip/payslip-input.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import { clipped, stretchOn } from '#run/coverage.ts';
import { hasDayIn } from '#run/employments.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import { earlierEmployments } from '#store/reads/earlier-employments.ts';
import type { LastPay } from '#store/reads/last-payslips.ts';
import type { MoveRow } from '#store/reads/moves.ts';
import type { EmployeeRow } from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { BegunTermsRow, ItemRow } from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import { taxFormFrom } from '#store/tax-form.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { employmentsIn, termsApart } from './employments.ts';
import { type FrozenRows, frozenRows, totalsOf } from './frozen-rows.ts';
import { type MadeInTurn, madeInTurn } from './made-in-turn.ts';

export interface FrozenInput {
  readonly employeeId: number;
  readonly input: PayslipInput;
  /** What opening balances add to the year-to-date. */
  readonly openings: AmountsByCode;
  /** What was paid last. Null: nothing, in this tax year and at the end of the one before. */
  readonly last: LastPay | null;
  /** The newest revision that changed the roster row or the dated pay. */
  readonly changedAt: number;
}

export interface FreezeAsk {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly employeeIds: readonly number[];
  /** The revision at which dated rows are read. Default: the run's own snapshot. */
  readonly datedRevision?: number;
  /** The revision at which roster data are read. Default: the run's own snapshot. */
  readonly rosterRevision?: number;
  /** For a period in shadow: what Paybeat calculated for the periods before it. No run has any. */
  readonly kept?: KeptPay | undefined;
}

/** Results that were kept without a run. They count as if they had been paid. */
interface KeptPay {
  /** In the tax year of the pay date. */
  yearOf(employeeId: number): AmountsByCode;
  /** In the month of the pay date. */
  monthOf(employeeId: number): AmountsByCode;
  /** Taken under a pay code in periods that end on a day or later. */
  takenBy(
    employeeId: number,
    of: { readonly payCodeId: number; readonly fromOn: Temporal.PlainDate },
  ): bigint;
}

/** The inputs of a run. */
export interface FrozenInputs extends MadeInTurn<FrozenInput> {
  /** Of these people, those who are not employed in the period. There are none in most runs. */
  readonly notEmployed: readonly number[];
}

/**
 * The inputs of each run, in the order of the runs. They may be of any companies. One query serves all. Each
 * input is made when it is its turn, so that those of a chunk are not in memory together.
 */
export async function frozenInputs(
  at: Reading,
  runs: readonly FreezeAsk[],
): Promise<readonly FrozenInputs[]> {
  const asked = runs.map((run, place) => ({
    ...run,
    place,
    dated: run.datedRevision ?? run.frame.snapshotRevision,
    entered: run.rosterRevision ?? run.frame.snapshotRevision,
  }));
  const rows = await frozenRows(at, asked);
  return asked.map(({ frame, place, kept }) => {
    const known = rows[place];
    assert(known, 'each run of a set has rows');
    const period = periodOf(frame);
    const { form: formReader } = packFor(frame.currency);
    const of = { frame, period, known, kept, formReader };
    const made = madeInTurn(known.people, (row) => inputOf(row, of));
    return Object.assign(made, { notEmployed: notEmployedIn(frame, known.people) });
  });
}

function notEmployedIn(frame: RunFrame, people: readonly EmployeeRow[]): readonly number[] {
  const [startDay, endDay] = [toEpochDay(frame.startOn), toEpochDay(frame.endOn)];
  const ids: number[] = [];
  for (const { employeeId, hiredOn, endedOn, earlier } of people) {
    const hasLeft = endedOn !== null && toEpochDay(endedOn) < startDay;
    if (!hasLeft && toEpochDay(hiredOn) <= endDay) continue;
    const isBefore =
      earlier !== null && earlierEmployments(earlier).some((one) => hasDayIn(one, frame));
    if (!isBefore) ids.push(employeeId);
  }
  return ids;
}

function inputOf(
  row: EmployeeRow,
  of: {
    readonly frame: RunFrame;
    readonly period: PayslipInput['period'];
    readonly known: FrozenRows;
    readonly kept: KeptPay | undefined;
    readonly formReader: CountryPack['form'];
  },
): FrozenInput {
  const { frame, period, known, kept, formReader } = of;
  const { employeeId } = row;
  const openings = totalsOf(known.openings.get(employeeId));
  const before = known.lasts.get(employeeId);
  const last = before === undefined ? null : before.last;
  const ran = before === undefined ? AmountsByCode.none : before.yearToDate;
  const paid = kept === undefined ? ran : ran.plus(kept.yearOf(employeeId));
  const terms = known.terms.get(employeeId);
  const dates = known.dates.get(employeeId);
  const regularPay = known.regular.lasts.get(employeeId);
  const regularTax = known.regular.taxes.get(employeeId);
  const worked = known.worked.get(employeeId);
  const yearBefore = known.yearsBefore.get(employeeId);
  const moves = known.moves.get(employeeId);
  const seen = (one: EmployeeRow) => employedIn(one, { frame, moves });
  const employments = employmentsIn(row, { dates, period: frame, seen });
  // Most people have none of the others, and a spread for each would cost more than the payslip.
  const input: Writable<PayslipInput> = {
    employee: employeeFactsOf(employments, terms),
    period,
    taxForm: formReader.inForce(taxFormFrom(row.taxForm), period),
    items: payItems(known.items.get(employeeId), {
      taken: known.taken,
      kept: kept === undefined ? nothingKept : keptTaken(kept, employeeId),
    }),
    yearToDate: openings.plus(paid),
  };
  if (worked !== undefined) input.worked = worked;
  if (known.months !== null) {
    const month = totalsOf(known.months.get(employeeId));
    input.monthToDate = kept === undefined ? month : month.plus(kept.monthOf(employeeId));
  }
  if (regularPay !== undefined) input.lastRegularPay = lastRegularPayOf(regularPay);
  // In a shadow the kept results are in the year-to-date only, and no payslip has them.
  if (regularTax !== undefined && (kept === undefined || regularTax !== null)) {
    input.regularTax = regularTax;
  }
  if (yearBefore !== undefined) input.yearBefore = yearBefore;
  return { employeeId, openings, input, last, changedAt: changedAt(row, terms) };
}

function changedAt(
  { fromRevision }: EmployeeRow,
  terms: readonly BegunTermsRow[] | undefined,
): number {
  if (terms === undefined) return fromRevision;
  return terms.reduce((newest, one) => Math.max(newest, one.fromRevision), fromRevision);
}

type Writable<Of> = { -readonly [Name in keyof Of]: Of[Name] };

function lastRegularPayOf(pay: { readonly wagesMinor: bigint; readonly withheldMinor: bigint }) {
  return { wagesMinor: pay.wagesMinor, withheldMinor: pay.withheldMinor };
}

function periodOf(frame: RunFrame): PayslipInput['period'] {
  return {
    startOn: frame.wholeStartOn ?? frame.startOn,
    endOn: frame.wholeEndOn ?? frame.endOn,
    payOn: frame.payOn,
    periodsPerYear: periodsPerYear(storedFrequency(frame.frequency)),
  };
}

/**
 * Limits the employment to the days that this run pays. In a transition it pays only its part of the whole
 * period. For an employee who changes schedules it pays only the days on its own schedule.
 */
export function employedIn(
  row: EmployeeRow,
  of: { readonly frame: RunFrame; readonly moves: readonly MoveRow[] | undefined },
): EmployeeRow {
  const { frame, moves } = of;
  const isPart = frame.wholeStartOn !== null;
  const inPart = isPart ? clipped(row, { fromOn: frame.startOn, untilOn: frame.endOn }) : row;
  if (moves === undefined) return inPart;
  const stretch = stretchOn(moves, { scheduleId: frame.scheduleId, period: frame });
  return stretch === null ? inPart : clipped(inPart, stretch);
}

/** Uses dated terms where they exist. The roster's pay applies before the first terms of the main job. */
export function employeeFactsOf(
  employments: readonly [EmployeeRow, ...EmployeeRow[]],
  rows: readonly BegunTermsRow[] | undefined,
): EmployeeFacts {
  const [row] = employments;
  const { hiredOn, endedOn, payType, annualSalaryMinor, hourlyRateMicro } = row;
  const { overtime, workState, birthOn } = row;
  const facts: EmployeeFacts = {
    hiredOn,
    endedOn,
    payType,
    annualSalaryMinor,
    hourlyRateMicro,
    overtime,
    workState,
    birthOn,
  };
  if (employments.length > 1) return factsApart(facts, { employments, dated: datedTerms(rows) });
  if (rows === undefined) return facts;
  const dated = datedTerms(rows);
  const isCovered = dated.some(
    ({ job, fromOn }) => job === null && toEpochDay(fromOn) <= toEpochDay(hiredOn),
  );
  if (isCovered) return { ...facts, terms: dated };
  const pay = { payType, annualSalaryMinor, hourlyRateMicro };
  const first: PayTerms = { job: null, fromOn: hiredOn, untilOn: null, ...pay };
  return { ...facts, terms: [first, ...dated] };
}

/** From the first day of the first employment to the last day of the last, with the pay of each. */
function factsApart(
  first: EmployeeFacts,
  of: { readonly employments: readonly EmployeeRow[]; readonly dated: readonly PayTerms[] },
): EmployeeFacts {
  const { employments, dated } = of;
  const last = employments.at(-1);
  assert(last, 'there are several employments');
  const { endedOn, payType, annualSalaryMinor, hourlyRateMicro } = last;
  return {
    ...first,
    ...{ endedOn, payType, annualSalaryMinor, hourlyRateMicro },
    terms: termsApart(employments, dated),
    employments: employments.map((one) => ({ hiredOn: one.hiredOn, endedOn: one.endedOn })),
  };
}

function datedTerms(rows: readonly BegunTermsRow[] = []): readonly PayTerms[] {
  return rows.map((row): PayTerms => {
    const { fromOn, untilOn } = row;
    const paid = { payType: row.payType, annualSalaryMinor: row.annualSalaryMinor };
    const job = row.job === '' ? null : row.job;
    return { job, fromOn, untilOn, ...paid, hourlyRateMicro: row.hourlyRateMicro };
  });
}

/** How much of the goal of an item the kept results have taken. */
function keptTaken(kept: KeptPay, employeeId: number): (row: ItemRow) => bigint {
  return ({ payCodeId, fromOn }) =>
    fromOn === null ? 0n : kept.takenBy(employeeId, { payCodeId, fromOn });
}

const nothingKept = (): bigint => 0n;

/** Leaves out items whose goal has been reached. */
function payItems(
  rows: readonly ItemRow[] | undefined,
  before: { readonly taken: FrozenRows['taken']; readonly kept: (row: ItemRow) => bigint },
): readonly PayItem[] {
  if (rows === undefined) return noItems;
  const items: PayItem[] = [];
  for (const row of rows) {
    const { payCodeId, quantityMicro, rateMicro, amountMinor, percentMicro } = row;
    const item: Writable<PayItem> = {
      payCodeId,
      quantityMicro,
      rateMicro,
      amountMinor,
      percentMicro,
    };
    if (row.isRecurring) item.isRecurring = true;
    if (row.job !== '') item.job = row.job;
    if (row.orderText !== null) item.order = taxFormFrom(row.orderText);
    if (row.workedOn !== null) item.workedOn = row.workedOn;
    if (row.balanceMinor !== null) {
      const owed = row.balanceMinor - (before.taken.get(row) ?? 0n) - before.kept(row);
      if (owed <= 0n) continue;
      item.balanceMinor = owed;
    }
    if (row.limitMinor !== null) item.limitMinor = row.limitMinor;
    if (row.limitFor !== null) item.limitFor = row.limitFor;
    items.push(item);
  }
  return items;
}

const noItems: readonly PayItem[] = [];
