/**
 * What a company owes because of its pay, by pay date: taxes to the authority, with their due dates, and deductions
 * and contributions to others. Only committed runs count.
 *
 * Deposits are whole: one that contains a pay date of the asked time also contains its other pay dates. The sums of
 * the taxes, of what others get, of what stays with the company and of the adjustments are those of the payslips.
 *
 * Refusals: days_reversed, too_many_years, deposits_not_covered.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { daysReversed } from '#operations/days-reversed.ts';
import { packOfCompany } from '#operations/tables/packs-now.ts';
import type { World } from '#operations/world.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type {
  Deposit,
  DepositPlan,
  DepositRule,
  HolidaySource,
} from '#payslip/taxes/tax-returns.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { unfinishedRuns } from '#store/reads/liabilities.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import { type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { type Quarter, quarterOf, quarterRank } from '#time/quarter.ts';
import { depositPlan, type ReducedYear } from './deposit-plan.ts';
import type { Depositor } from './depositor.ts';
import { type AsOf, type CodeAmount, codeAmounts, dayAsOf, liableRuns } from './liable-runs.ts';
import { type OwedOrder, type OwedToOther, owedToOthers } from './owed-to-others.ts';
import { isOwedToOthers, isTax } from './payee.ts';
import { returnsNotCovered } from './set-depositor.ts';

interface AskLiabilities extends AsOf {
  readonly company: CompanyRow;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}

/** A tax, deduction or contribution of one pay date. */
export interface OwedAmount {
  readonly payOn: Temporal.PlainDate;
  readonly code: string;
  readonly title: string;
  /** Null: nobody has named the payee in the pay code. */
  readonly payee: string | null;
  readonly amountMinor: bigint;
}

export interface OwedTax extends OwedAmount {
  /** Null: the country's returns are not known. */
  readonly form: string | null;
  /** Null: nobody knows; `holidays` says whether a list of holidays is missing. */
  readonly dueOn: Temporal.PlainDate | null;
  readonly holidays: HolidaySource | null;
  readonly rule: DepositRule | 'waits' | null;
}

export interface PlannedDeposit extends Omit<Deposit, 'payDays' | 'due' | 'untilOn'> {
  readonly payOns: readonly Temporal.PlainDate[];
  readonly dueOn: Temporal.PlainDate | null;
  readonly holidays: HolidaySource;
  readonly untilOn: Temporal.PlainDate;
  /** False: pay may still be added to it. */
  readonly isFinal: boolean;
}

/** Of an earlier quarter or year, made by a reversal. It lowers no deposit. */
export interface Adjustment extends OwedAmount {
  readonly runId: number;
  readonly reversedRunId: number;
  readonly quarter: Quarter;
  /** False: it is not given back. */
  readonly isGivenBack: boolean;
}

export interface Liabilities extends AskLiabilities {
  /** The company's day. */
  readonly today: Temporal.PlainDate;
  /** To whom taxes are owed. */
  readonly payee: string;
  /** Null: due dates of the country are not known. */
  readonly depositors: readonly Depositor[] | null;
  /** The days on which the amount that is due at once was reached. */
  readonly nextDays: readonly Temporal.PlainDate[];
  readonly deposits: readonly PlannedDeposit[];
  readonly carried: DepositPlan['carried'];
  readonly leftOver: DepositPlan['leftOver'];
  /** Tax of the last quarter that belongs to no pay date: it is in the deposit, and not in `taxes`. */
  readonly reducedCredits: readonly ReducedYear[];
  readonly taxes: readonly OwedTax[];
  readonly others: readonly OwedToOther[];
  /** Parts of `others`: what each court order got from each person. */
  readonly orders: readonly OwedOrder[];
  readonly adjustments: readonly Adjustment[];
  /** Runs with a pay date of the asked time that may still be committed. */
  readonly unfinishedRuns: readonly number[];
  readonly isOver: boolean;
}

const yearsMax = 2;

export async function listLiabilities(
  world: World,
  ask: AskLiabilities,
): Promise<Answer<Liabilities>> {
  const { company, fromOn, toOn } = ask;
  const pack = await packOfCompany(world, company);
  if (pack === null) return returnsNotCovered(company);
  const reversed = daysReversed(ask);
  if (reversed !== null) return reversed;
  if (toOn.year - fromOn.year >= yearsMax) return tooManyYears();
  const { companyId } = company;
  return world.store.read({ companyId }, async (at) => {
    const revision = await currentRevision(at, companyId);
    const now = await databaseNow(at);
    const today = dayAsOf(ask, now);
    const planned = await planFor(at, { ...ask, pack, revision });
    const inTime = ({ payOn }: { readonly payOn: Temporal.PlainDate }) =>
      Temporal.PlainDate.compare(payOn, fromOn) >= 0 &&
      Temporal.PlainDate.compare(payOn, toOn) <= 0;
    const amounts = planned.amounts.filter(({ run }) => inTime(run));
    const counted = amounts.filter(({ run }) => run.adjusts === null);
    const taxes = byPayDate(counted.filter(({ code }) => isTax(pack, code)));
    const owed = amounts.filter(({ code }) => isOwedToOthers(pack, code));
    return answer({
      ...{ ...ask, today, payee: pack.owedTo, depositors: planned.depositors },
      ...shownPlan(planned.plan, { ask, today }),
      reducedCredits: planned.reduced.filter(({ year }) =>
        planned.plan?.deposits.some(
          ({ form, quarter, payDays }) =>
            form === pack.returns?.yearForm &&
            quarter.year === year &&
            quarter.quarter === 4 &&
            payDays.some((day) => inTime({ payOn: fromEpochDay(day) })),
        ),
      ),
      taxes: taxes.map((one) => taxRow(one, { pack, plan: planned.plan })),
      ...(await owedToOthers(at, { amounts: owed, law: pack.orders })),
      adjustments: adjustmentsIn(amounts, pack),
      unfinishedRuns: await unfinishedRuns(at, { companyId, fromOn, toOn }),
      isOver: Temporal.PlainDate.compare(toOn, today) < 0,
    });
  });
}

interface Planned {
  readonly amounts: readonly CodeAmount[];
  readonly depositors: readonly Depositor[] | null;
  readonly plan: DepositPlan | null;
  readonly reduced: readonly ReducedYear[];
}

async function planFor(
  at: Reading,
  ask: AskLiabilities & { readonly pack: CountryPack; readonly revision: number },
): Promise<Planned> {
  const { company, pack } = ask;
  const { companyId } = company;
  const { returns } = pack;
  if (returns !== null) {
    return depositPlan(at, { ...ask, companyId, returns });
  }
  const runs = await liableRuns(at, { ...ask, companyId });
  return { amounts: await codeAmounts(at, runs), depositors: null, plan: null, reduced: [] };
}

function shownPlan(
  plan: DepositPlan | null,
  { ask, today }: { readonly ask: AskLiabilities; readonly today: Temporal.PlainDate },
): Pick<Liabilities, 'deposits' | 'carried' | 'leftOver' | 'nextDays'> {
  if (plan === null) return { deposits: [], carried: [], leftOver: [], nextDays: [] };
  const from = toEpochDay(ask.fromOn);
  const to = toEpochDay(ask.toOn);
  const isIn = (day: EpochDay) => day >= from && day <= to;
  const quarters = [quarterOf(ask.fromOn), quarterOf(ask.toOn)].map(quarterRank);
  const isQuarterIn = (of: Quarter) =>
    quarterRank(of) >= (quarters[0] ?? 0) && quarterRank(of) <= (quarters[1] ?? 0);
  return {
    deposits: plan.deposits
      .filter(({ payDays }) => payDays.some(isIn))
      .map(({ payDays, due, untilOn, ...deposit }) => ({
        ...{ ...deposit, payOns: payDays.map(fromEpochDay), holidays: due.holidays },
        dueOn: due.day === null ? null : fromEpochDay(due.day),
        untilOn: fromEpochDay(untilOn),
        isFinal: untilOn < toEpochDay(today),
      })),
    carried: plan.carried.filter(isQuarterIn),
    leftOver: plan.leftOver.filter(isQuarterIn),
    nextDays: plan.nextDays.filter(isIn).map(fromEpochDay),
  };
}

/** The amounts of one pay date and pay code are one row. */
function byPayDate(amounts: readonly CodeAmount[]): readonly CodeAmount[] {
  const found = new Map<string, CodeAmount>();
  for (const one of amounts) {
    const key = `${one.run.payOn} ${one.code.id} ${one.code.payee ?? ''}`;
    const before = found.get(key);
    const amountMinor = (before?.amountMinor ?? 0n) + one.amountMinor;
    found.set(key, { ...(before ?? one), amountMinor });
  }
  return [...found.values()];
}

function rowOf({ run, code, amountMinor }: CodeAmount): Omit<OwedAmount, 'payee'> {
  return { payOn: run.payOn, code: code.code, title: code.title, amountMinor };
}

function taxRow(
  one: CodeAmount,
  { pack, plan }: { readonly pack: CountryPack; readonly plan: DepositPlan | null },
): OwedTax {
  const row = { ...rowOf(one), payee: pack.owedTo };
  const form = pack.returns?.formOf(one.code.code) ?? null;
  const day = toEpochDay(one.run.payOn);
  const deposit = plan?.deposits.find((of) => of.form === form && of.payDays.includes(day));
  if (deposit === undefined) {
    return { ...row, form, dueOn: null, holidays: null, rule: plan === null ? null : 'waits' };
  }
  const { due, rule } = deposit;
  const dueOn = due.day === null ? null : fromEpochDay(due.day);
  return { ...row, form, dueOn, holidays: due.holidays, rule };
}

function adjustmentsIn(amounts: readonly CodeAmount[], pack: CountryPack): readonly Adjustment[] {
  return amounts.flatMap((one) => {
    const { run, code } = one;
    if (run.adjusts === null || !isTax(pack, code)) return [];
    const { runId: reversedRunId, on, isEarlierYear } = run.adjusts;
    const isGivenBack = pack.returns?.isGivenBack(code.code, { isEarlierYear }) ?? true;
    const row = { ...rowOf(one), payee: pack.owedTo };
    return [{ ...row, runId: run.runId, reversedRunId, quarter: quarterOf(on), isGivenBack }];
  });
}

function tooManyYears(): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'too_many_years',
    message: `a list of liabilities covers at most ${yearsMax} calendar years`,
    hint: 'ask for a shorter time',
  });
}
