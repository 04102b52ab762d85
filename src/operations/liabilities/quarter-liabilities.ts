/**
 * A quarter as its returns state it: the lines of the forms, the liability of each pay date and month, and, apart, what
 * reversals adjust. The lines are those of the original return: a reversal that was made in a later quarter is not in
 * them.
 *
 * Refusals: deposits_not_covered, tax_table_missing, quarter_impossible.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { packOfCompany } from '#operations/tables/packs-now.ts';
import type { World } from '#operations/world.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { QuarterReturn, TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { unfinishedRuns } from '#store/reads/liabilities.ts';
import { databaseNow } from '#store/reads/server.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { type Quarter, quarterEnd, quarterOf, quarterRank, quarterStart } from '#time/quarter.ts';
import {
  type AsOf,
  type CodeAmount,
  codeAmounts,
  dayAsOf,
  liableRuns,
  sumOfAmounts,
} from './liable-runs.ts';
import { returnsNotCovered } from './set-depositor.ts';
import { wagesApart } from './wages-apart.ts';

/** A pay code of pay that was reversed in another quarter than it was paid in. */
export interface Correction {
  readonly runId: number;
  readonly reversedRunId: number;
  /** The pay date of the reversal. */
  readonly payOn: Temporal.PlainDate;
  /** The quarter that is adjusted. */
  readonly quarter: Quarter;
  readonly code: string;
  readonly title: string;
  readonly amountMinor: bigint;
  /** False: the tax is not given back. */
  readonly isGivenBack: boolean;
}

export interface QuarterLiabilities extends Omit<QuarterReturn, 'due'> {
  readonly company: CompanyRow;
  readonly quarter: Quarter;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  readonly isOver: boolean;
  readonly unfinishedRuns: readonly number[];
  /** Null: the holidays of the year are not known. */
  readonly dueOn: Temporal.PlainDate | null;
  readonly holidays: QuarterReturn['due']['holidays'];
  /** The liability of the quarterly return, by pay date. */
  readonly days: readonly { readonly payOn: Temporal.PlainDate; readonly amountMinor: bigint }[];
  readonly months: readonly { readonly month: number; readonly amountMinor: bigint }[];
  /** Of this quarter, by reversals that were made later. */
  readonly corrections: readonly Correction[];
  /** Of earlier quarters, by reversals that were made in this one. */
  readonly madeHere: readonly Correction[];
}

interface AskQuarter extends AsOf {
  readonly company: CompanyRow;
  readonly quarter: Quarter;
}

export async function quarterLiabilities(
  world: World,
  ask: AskQuarter,
): Promise<Answer<QuarterLiabilities>> {
  const { company, quarter } = ask;
  const pack = await packOfCompany(world, company);
  const returns = pack?.returns ?? null;
  if (pack === null || returns === null) return returnsNotCovered(company);
  if (!isQuarter(quarter)) return impossibleQuarter();
  const { companyId } = company;
  return world.store.read({ companyId }, async (at): Promise<Answer<QuarterLiabilities>> => {
    const now = await databaseNow(at);
    const today = dayAsOf(ask, now);
    const fromOn = fromEpochDay(quarterStart(quarter));
    const toOn = fromEpochDay(quarterEnd(quarter));
    const revision = await currentRevision(at, companyId);
    const runs = await liableRuns(at, { ...ask, companyId, revision, fromOn, toOn });
    const amounts = await codeAmounts(at, runs);
    const isHere = (on: Temporal.PlainDate) => isIn(quarter, on);
    const counted = amounts.filter(({ run }) => run.adjusts === null && isHere(run.payOn));
    const runIds = runs
      .filter((run) => run.adjusts === null && isHere(run.payOn))
      .map(({ runId }) => runId);
    const apart = await wagesApart(at, { pack, returns, year: quarter.year, runIds });
    const made = returns.quarter(quarter, { sumOf: sumOfAmounts(counted), ...apart });
    if (made === null) return noTable(pack, quarter.year);
    const { due, ...lines } = made;
    const all = correctionsIn(amounts, returns);
    return answer({
      ...{ ...lines, company, quarter, fromOn, toOn, today, holidays: due.holidays },
      isOver: Temporal.PlainDate.compare(toOn, today) < 0,
      dueOn: due.day === null ? null : fromEpochDay(due.day),
      unfinishedRuns: await unfinishedRuns(at, { companyId, fromOn, toOn }),
      ...byTime(counted, { returns, quarter }),
      corrections: all.filter((one) => quarterRank(one.quarter) === quarterRank(quarter)),
      madeHere: all.filter(({ payOn }) => isHere(payOn)),
    });
  });
}

function byTime(
  counted: readonly CodeAmount[],
  { returns, quarter }: { readonly returns: TaxReturns; readonly quarter: Quarter },
): Pick<QuarterLiabilities, 'days' | 'months'> {
  const byDay = Map.groupBy(counted, ({ run }) => run.payOn.toString());
  const days = [...byDay.values()].flatMap((own) => {
    const payOn = own[0]?.run.payOn;
    const amountMinor = returns.quarterLiability(sumOfAmounts(own));
    return payOn === undefined ? [] : [{ payOn, amountMinor }];
  });
  const first = quarter.quarter * 3 - 2;
  const months = [first, first + 1, first + 2].map((month) => ({
    month,
    amountMinor: days
      .filter(({ payOn }) => payOn.month === month)
      .reduce((all, one) => all + one.amountMinor, 0n),
  }));
  return { days, months };
}

/** Taxes and the wages that they are taken from. */
export function correctionsIn(
  amounts: readonly CodeAmount[],
  returns: TaxReturns,
): readonly Correction[] {
  return amounts.flatMap(({ run, code, amountMinor }) => {
    if (run.adjusts === null || code.amount.by !== 'tax_pack') return [];
    const { runId: reversedRunId, on, isEarlierYear } = run.adjusts;
    return [
      {
        ...{ runId: run.runId, reversedRunId, payOn: run.payOn, quarter: quarterOf(on) },
        ...{ code: code.code, title: code.title, amountMinor },
        isGivenBack: returns.isGivenBack(code.code, { isEarlierYear }),
      },
    ];
  });
}

function isIn(quarter: Quarter, on: Temporal.PlainDate): boolean {
  return quarterRank(quarterOf(on)) === quarterRank(quarter);
}

function isQuarter({ year, quarter }: Quarter): boolean {
  return Number.isInteger(year) && year >= 1970 && year <= 2199 && [1, 2, 3, 4].includes(quarter);
}

function impossibleQuarter(): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'quarter_impossible',
    message: 'a quarter is 1 to 4 of a year from 1970 to 2199',
    hint: 'write it as 2026-Q4',
  });
}

export function noTable({ title, tables }: CountryPack, year: number): Answer<never> {
  const last = tables.at(-1)?.untilOn.year;
  return refuse({
    family: 'invalid',
    code: 'tax_table_missing',
    message: `${title} has no table of ${year}, so its returns cannot be filled in`,
    hint: `choose a year from ${tables[0]?.fromOn.year} to ${last}, or install a version with newer tables`,
    facts: { year },
  });
}
