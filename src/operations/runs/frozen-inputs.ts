/**
 * The inputs of one chunk, frozen when the run opened.
 *
 * Year-to-date before this payslip = opening balances known at the snapshot + the year-to-date on the newest
 * committed payslip of the tax year. Opening balances are added on every read and never stored with a
 * payslip, so that balances imported late still count once. Amounts paid this month, and amounts left of a
 * goal, are summed from committed payslips in the same way.
 *
 * A back-dated change asks what a past run would have read if the change had been known. Dated rows are then
 * read as known now (`datedRevision`), and undated rows as known at that run.
 *
 * Elsewhere: what a run pays for earlier runs (retro-inputs.ts).
 */

import { assert } from '#errors.ts';
import { hasMonthlyCap, packOfRun, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { EmployeeFacts, PayItem, PayslipInput, PayTerms } from '#payslip/payslip-input.ts';
import { clipped, stretchOn } from '#run/coverage.ts';
import { parseFrequency, periodsPerYear } from '#schedule/frequency.ts';
import { type MoveRow, movesOf } from '#store/reads/moves.ts';
import {
  type AmountOfCode,
  lastRegularPays,
  monthSoFar,
  takenTowards,
} from '#store/reads/paid-so-far.ts';
import {
  type EmployeeRow,
  employeesOf,
  employmentDatesOf,
  lastPayslipsOf,
  openingBalancesOf,
} from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import {
  type ItemRow,
  itemsOf,
  type TermsRow,
  termsBegunBy,
} from '#store/reads/terms-and-items.ts';
import type { Reading } from '#store/store.ts';
import { taxFormFrom } from '#store/tax-form.ts';
import { workedElsewhere } from './worked-elsewhere.ts';

export interface FrozenInput {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly input: PayslipInput;
  /** Pay code id → the minor units that opening balances add to the year-to-date. */
  readonly openingMinor: ReadonlyMap<number, bigint>;
}

export interface FreezeAsk {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly employeeIds: readonly number[];
  /** The revision at which dated rows are read. Default: the run's own snapshot. */
  readonly datedRevision?: number;
}

export async function frozenInputs(at: Reading, ask: FreezeAsk): Promise<readonly FrozenInput[]> {
  const { frame, employeeIds } = ask;
  const { companyId, snapshotRevision: revision, taxYear, startOn, endOn, periodId } = frame;
  const dated = ask.datedRevision ?? revision;
  const known = { employeeIds, dated, undated: revision };
  const frozen = { employeeIds, revision, taxYear, companyId };
  const people = await employeesOf(at, frozen);
  const terms = grouped(await termsBegunBy(at, { ...known, endOn }));
  const items = await itemsOf(at, { ...known, periodId, startOn, endOn, recurs: frame.hasBasePay });
  const openings = grouped(await openingBalancesOf(at, frozen));
  const lasts = new Map(
    (await lastPayslipsOf(at, frozen)).map((row) => [row.employeeId, row] as const),
  );
  const dates =
    dated === revision
      ? null
      : byEmployee(await employmentDatesOf(at, { employeeIds, revision: dated }));
  const balances = await balancesOf(at, { frame, items });
  const months = await monthsOf(at, ask);
  const regularPays = await regularPaysOf(at, ask);
  const itemsBy = grouped(items);
  const period = periodOf(frame);
  const movesBy = grouped(await movesOf(at, frozen));
  const elsewhere = await workedElsewhere(at, { frame, dated, people, items, moves: movesBy });
  return people.map((row) => {
    const { employeeId } = row;
    const openingMinor = totals(openings.get(employeeId) ?? []);
    const yearToDate = new Map(openingMinor);
    const last = lasts.get(employeeId);
    last?.ytdCodes.forEach((code, index) => {
      yearToDate.set(code, (yearToDate.get(code) ?? 0n) + (last.ytdAmounts[index] ?? 0n));
    });
    const regularPay = regularPays?.get(employeeId);
    const worked = elsewhere.get(employeeId);
    return {
      employeeId,
      number: row.number,
      name: row.name,
      openingMinor,
      input: {
        employee: factsOf(
          seenBy(
            { ...row, ...dates?.get(employeeId) },
            { frame, moves: movesBy.get(employeeId) ?? [] },
          ),
          terms.get(employeeId) ?? [],
        ),
        period,
        taxForm: taxFormFrom(row.taxForm),
        items: payItems(itemsBy.get(employeeId) ?? [], balances),
        ...(worked === undefined ? {} : { worked }),
        yearToDate,
        ...(months === null ? {} : { monthToDate: totals(months.get(employeeId) ?? []) }),
        ...(regularPay === undefined ? {} : { lastRegularPay: regularPay }),
      },
    };
  });
}

function periodOf(frame: RunFrame): PayslipInput['period'] {
  const frequency = parseFrequency(frame.frequency);
  assert(frequency.ok, 'a stored frequency is one of ours');
  return {
    startOn: frame.wholeStartOn ?? frame.startOn,
    endOn: frame.wholeEndOn ?? frame.endOn,
    payOn: frame.payOn,
    periodsPerYear: periodsPerYear(frequency.value),
  };
}

/**
 * Limits the employment to the days that this run pays. In a transition it pays only its part of the whole
 * period. For an employee who changes schedules it pays only the days on its own schedule.
 */
function seenBy(
  row: EmployeeRow,
  of: { readonly frame: RunFrame; readonly moves: readonly MoveRow[] },
): EmployeeRow {
  const { frame, moves } = of;
  const isPart = frame.wholeStartOn !== null;
  const inPart = isPart ? clipped(row, { fromOn: frame.startOn, untilOn: frame.endOn }) : row;
  if (moves.length === 0) return inPart;
  const stretch = stretchOn(moves, { scheduleId: frame.scheduleId, period: frame });
  return stretch === null ? inPart : clipped(inPart, stretch);
}

/** Uses dated terms where they exist. The roster's pay applies before the first terms of the main job. */
function factsOf(row: EmployeeRow, rows: readonly TermsRow[]): EmployeeFacts {
  const { hiredOn, endedOn, payType, annualSalaryMinor, hourlyRateMicro, overtime, workState } =
    row;
  const pay = { payType, annualSalaryMinor, hourlyRateMicro };
  const facts = { hiredOn, endedOn, ...pay, overtime, workState };
  if (rows.length === 0) return facts;
  const dated = rows.map(({ job, fromOn, untilOn, ...paid }): PayTerms => {
    return { ...paid, job: job === '' ? null : job, fromOn, untilOn };
  });
  const isCovered = dated.some(
    ({ job, fromOn }) => job === null && Temporal.PlainDate.compare(fromOn, hiredOn) <= 0,
  );
  if (isCovered) return { ...facts, terms: dated };
  const first: PayTerms = { job: null, fromOn: hiredOn, untilOn: null, ...pay };
  return { ...facts, terms: [first, ...dated] };
}

type Balances = ReadonlyMap<string, bigint>;
const goalKey = (row: { readonly employeeId: number; readonly payCodeId: number }): string =>
  `${row.employeeId} ${row.payCodeId}`;

/** Amounts taken so far towards the goals among these items. */
async function balancesOf(
  at: Reading,
  ask: { readonly frame: RunFrame; readonly items: readonly ItemRow[] },
): Promise<Balances> {
  const goals = ask.items.flatMap(({ employeeId, payCodeId, fromOn, balanceMinor }) =>
    fromOn === null || balanceMinor === null ? [] : [{ employeeId, payCodeId, fromOn }],
  );
  if (goals.length === 0) return new Map();
  const { companyId, snapshotRevision: revision } = ask.frame;
  const taken = await takenTowards(at, { companyId, revision, goals });
  return new Map(taken.map((row) => [goalKey(row), row.amountMinor]));
}

/** Leaves out items whose goal has been reached. */
function payItems(rows: readonly ItemRow[], taken: Balances): readonly PayItem[] {
  const items: PayItem[] = [];
  for (const row of rows) {
    const { payCodeId, quantityMicro, rateMicro, amountMinor, percentMicro } = row;
    const item = { payCodeId, quantityMicro, rateMicro, amountMinor, percentMicro };
    const owed =
      row.balanceMinor === null ? null : row.balanceMinor - (taken.get(goalKey(row)) ?? 0n);
    if (owed !== null && owed <= 0n) continue;
    items.push({
      ...item,
      ...(row.job === '' ? {} : { job: row.job }),
      ...(row.workedOn === null ? {} : { workedOn: row.workedOn }),
      ...(owed === null ? {} : { balanceMinor: owed }),
    });
  }
  return items;
}

/** Null when no pay code has a monthly cap; then no query is needed. */
async function monthsOf(at: Reading, ask: FreezeAsk) {
  const { frame, codes, employeeIds } = ask;
  if (!hasMonthlyCap(codes)) return null;
  const { companyId, payOn, snapshotRevision: revision } = frame;
  return grouped(await monthSoFar(at, { companyId, employeeIds, payOn, revision }));
}

/** The last regular pays, for bonuses paid alone: their withholding is computed together with that pay. */
async function regularPaysOf(at: Reading, ask: FreezeAsk) {
  const { frame, employeeIds } = ask;
  const pack = packOfRun(frame);
  if (frame.hasBasePay || pack.lastRegularPay === null) return null;
  const { companyId, snapshotRevision: revision } = frame;
  const { wages, withheld } = pack.lastRegularPay;
  const codes = { wages: payCodeIdOf(wages, pack), withheld: payCodeIdOf(withheld, pack) };
  return byEmployee(await lastRegularPays(at, { companyId, employeeIds, revision, codes }));
}

function totals(rows: readonly Pick<AmountOfCode, 'payCodeId' | 'amountMinor'>[]) {
  return new Map(rows.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor] as const));
}

interface OfEmployee {
  readonly employeeId: number;
}

function byEmployee<Row extends OfEmployee>(rows: readonly Row[]): ReadonlyMap<number, Row> {
  return new Map(rows.map((row) => [row.employeeId, row]));
}

function grouped<Row extends OfEmployee>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.employeeId);
    if (group) group.push(row);
    else groups.set(row.employeeId, [row]);
  }
  return groups;
}
