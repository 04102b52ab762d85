/**
 * The inputs of one chunk, as the run froze them when it opened.
 *
 * Year-to-date before this payslip = opening balances known at the snapshot + what the newest
 * committed payslip of the tax year carries. Opening balances are added at every reading and never
 * stored with a payslip, so that balances imported late still count once. What the month has had, and
 * what is left of a goal, is added up from the committed payslips in the same way.
 *
 * A back-dated change asks what a past run would have read had the change been known: what is dated
 * is then read as it is known now (`datedRevision`), what is undated as it was known then.
 *
 * Elsewhere: what a run pays for earlier ones (retro-inputs.ts).
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
  /** Pay code id → what opening balances add to the year-to-date. */
  readonly openingMinor: ReadonlyMap<number, bigint>;
}

export interface FreezeAsk {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
  readonly employeeIds: readonly number[];
  /** As what is dated is known; the run's own snapshot unless said otherwise. */
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
 * The employment as far as this run pays it: in a transition only its days of the whole period, and
 * for somebody who moves between schedules only the days that this one pays.
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

/** Dated terms, where there are any; the roster's pay holds before the first of the main job. */
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

/** What has been taken towards the goals among these items. */
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

/** A goal that is reached asks for nothing any more. */
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

/** Null where no pay code has a cap a month: then nobody asks. */
async function monthsOf(at: Reading, ask: FreezeAsk) {
  const { frame, codes, employeeIds } = ask;
  if (!hasMonthlyCap(codes)) return null;
  const { companyId, payOn, snapshotRevision: revision } = frame;
  return grouped(await monthSoFar(at, { companyId, employeeIds, payOn, revision }));
}

/** For bonuses that are paid alone, withheld on together with the last regular pay. */
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
