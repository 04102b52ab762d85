/**
 * The deposits of a time, from as few payslips as they need:
 *
 *   - a deposit is planned from whole quarters, and from the deposit periods that go beyond them;
 *   - the yearly tax of earlier quarters counts only if some of it may still wait. One run of a large company shows that
 *     it was deposited. What waits at the end of the time is planned with the quarters that follow;
 *   - a monthly depositor may have become semiweekly by any day of its year and of the year before, so its whole years
 *     are read. Its taxes are low.
 *
 * A test compares the plans with those of whole years.
 */
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { DepositPlan, ReducedCredit, TaxReturns } from '#payslip/taxes/tax-returns.ts';
import type { Reading } from '#store/store.ts';
import { type EpochDay, epochDayOf, fromEpochDay, toEpochDay, yearOf } from '#time/plain-date.ts';
import { type Quarter, quarterEnd, quarterOf, quarterRank, quarterStart } from '#time/quarter.ts';
import { type Depositor, depositorsFor } from './depositor.ts';
import {
  type AmountsOfRuns,
  type AsOf,
  amountsOnce,
  type CodeAmount,
  type LiableRun,
  liableRuns,
  sumOfAmounts,
} from './liable-runs.ts';
import { reducedWages } from './region-wages.ts';

interface AskPlan extends Pick<AsOf, 'closedOn'> {
  readonly companyId: number;
  readonly revision: number;
  readonly returns: TaxReturns;
  readonly pack: CountryPack;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}

interface Planned {
  /** Of every run with a pay date in the time, and of others. */
  readonly amounts: readonly CodeAmount[];
  /** From the first year of the time on. */
  readonly depositors: readonly Depositor[];
  readonly plan: DepositPlan;
  /** In the deposit of the last quarter of the year. */
  readonly reduced: readonly ReducedYear[];
}

export interface ReducedYear {
  readonly year: number;
  /** False: nobody knows yet which regions lose a credit. */
  readonly isKnown: boolean;
  readonly credits: readonly ReducedCredit[];
}

/** Whole quarters, both included. */
interface Quarters {
  readonly first: Quarter;
  readonly last: Quarter;
}

export async function depositPlan(at: Reading, ask: AskPlan): Promise<Planned> {
  const { fromOn, toOn } = ask;
  const years = { fromYear: fromOn.year, toYear: toOn.year };
  const depositors = await depositorsFor(at, { ...ask, ...years });
  const amountsOf = amountsOnce(at);
  const shown = depositors.filter(({ year }) => year >= fromOn.year);
  if (depositors.some(({ status }) => status === 'monthly')) {
    const first = { year: depositors[0]?.year ?? fromOn.year, quarter: 1 };
    const last = { year: toOn.year, quarter: 4 };
    const planned = await planOf(at, { ...ask, depositors, amountsOf, first, last });
    return { ...planned, depositors: shown };
  }
  const first = await firstNeeded(at, { ...ask, amountsOf });
  let last = quarterOf(toOn);
  let planned = await planOf(at, { ...ask, depositors, amountsOf, first, last });
  while (last.quarter < 4 && mayWaitAfter(last, planned.plan, ask.returns)) {
    last = { year: last.year, quarter: last.quarter + 1 };
    planned = await planOf(at, { ...ask, depositors, amountsOf, first, last });
  }
  return { ...planned, depositors: shown };
}

/** The first quarter of the year from which the yearly tax must be added up. */
async function firstNeeded(
  at: Reading,
  ask: AskPlan & { readonly amountsOf: AmountsOfRuns },
): Promise<Quarter> {
  let first = quarterOf(ask.fromOn);
  while (first.quarter > 1) {
    const before = { year: first.year, quarter: first.quarter - 1 };
    if (await wasDeposited(at, { ...ask, before })) break;
    first = before;
  }
  return first;
}

/** Whether the runs of a quarter show that nothing of the yearly tax waits at its end. */
async function wasDeposited(
  at: Reading,
  ask: AskPlan & { readonly amountsOf: AmountsOfRuns; readonly before: Quarter },
): Promise<boolean> {
  const { before, amountsOf, returns } = ask;
  const start = quarterStart(before);
  const runs = await runsBetween(at, ask, {
    from: epochDayOf({ year: before.year, month: 1, day: 1 }),
    to: quarterEnd(before),
  });
  const taxIn = async (run: LiableRun) =>
    sumOfAmounts(await amountsOf([run]))(returns.waiting.code);
  const isLowering = ({ reverses, corrects }: LiableRun) => reverses !== null || corrects !== null;
  // What waited before is at least zero, less what these runs take away.
  let missing = returns.waiting.maxMinor;
  for (const run of runs.filter(isLowering)) {
    const tax = await taxIn(run);
    missing += tax < 0n ? -tax : 0n;
  }
  for (const run of runs) {
    if (isLowering(run) || toEpochDay(run.payOn) < start) continue;
    missing -= await taxIn(run);
    if (missing < 0n) return true;
  }
  return false;
}

function mayWaitAfter(last: Quarter, { deposits }: DepositPlan, { yearForm }: TaxReturns): boolean {
  const isOf = (of: Quarter) => quarterRank(of) === quarterRank(last);
  return !deposits.some(({ form, quarter }) => form === yearForm && isOf(quarter));
}

async function planOf(
  at: Reading,
  ask: AskPlan &
    Quarters & { readonly depositors: readonly Depositor[]; readonly amountsOf: AmountsOfRuns },
): Promise<Omit<Planned, 'depositors'>> {
  const { returns, depositors, first, last } = ask;
  const whole = { fromOn: quarterStart(first), untilOn: quarterEnd(last) };
  const runs = await runsBetween(at, ask, {
    from: returns.depositPeriod(whole.fromOn).fromOn,
    to: returns.depositPeriod(whole.untilOn).untilOn,
  });
  const amounts = await ask.amountsOf(runs);
  const byDay = Map.groupBy(
    amounts.filter(({ run }) => run.adjusts === null),
    ({ run }) => toEpochDay(run.payOn),
  );
  const days = [...byDay]
    .sort(([one], [other]) => one - other)
    .map(([on, own]) => ({ on, sumOf: sumOfAmounts(own) }));
  const statuses = new Map(depositors.map(({ year, status }) => [year, status]));
  // A deposit period may go beyond the year.
  for (const year of new Set(days.map(({ on }) => yearOf(on)))) {
    if (statuses.has(year)) continue;
    const found = await depositorsFor(at, { ...ask, fromYear: year, toYear: year });
    statuses.set(year, found.at(-1)?.status ?? 'semiweekly');
  }
  const statusOf = (year: number) => statuses.get(year) ?? 'semiweekly';
  const reduced: ReducedYear[] = [];
  const lastWhole = last.quarter === 4 ? last.year : last.year - 1;
  for (let year = first.year; year <= lastWhole; year += 1) {
    reduced.push(await reducedIn(at, ask, year));
  }
  const ofYearEnd = new Map(
    reduced.map(({ year, credits }) => [
      year,
      credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    ]),
  );
  return { amounts, reduced, plan: returns.deposits({ days, whole, statusOf, ofYearEnd }) };
}

/** What regions add to the tax of a whole year, whichever quarters are planned. */
async function reducedIn(at: Reading, ask: AskPlan, year: number): Promise<ReducedYear> {
  const { pack, returns } = ask;
  const isKnown = returns.reducedRegions(year) !== null;
  if (!isKnown) return { year, isKnown, credits: [] };
  const runs = await runsBetween(at, ask, {
    from: epochDayOf({ year, month: 1, day: 1 }),
    to: epochDayOf({ year, month: 12, day: 31 }),
  });
  const regions = await reducedWages(at, { pack, returns, year, runs });
  return { year, isKnown, credits: returns.reducedCredits(year, regions) };
}

/** By pay date. */
async function runsBetween(
  at: Reading,
  { companyId, revision, closedOn }: Pick<AskPlan, 'companyId' | 'revision' | 'closedOn'>,
  { from, to }: { readonly from: EpochDay; readonly to: EpochDay },
): Promise<readonly LiableRun[]> {
  const time = { fromOn: fromEpochDay(from), toOn: fromEpochDay(to) };
  const runs = await liableRuns(at, {
    ...{ companyId, revision, ...time },
    ...(closedOn === undefined ? {} : { closedOn }),
  });
  // Reversals that are paid later belong to another time.
  return runs.filter(({ payOn }) => toEpochDay(payOn) >= from && toEpochDay(payOn) <= to);
}
