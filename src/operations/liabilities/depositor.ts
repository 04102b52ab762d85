/**
 * Whether a company deposits monthly or semiweekly in a year:
 *
 *   set       the company has set it
 *   lookback  by the taxes of the lookback period, if every pay date of it is known
 *   assumed   nobody has set it and the lookback period is not known: semiweekly, whose due dates are the earlier ones
 *
 * Whoever reaches the amount that is due at once deposits semiweekly from the next day to the end of the next year.
 * The plan of the deposits finds that by itself; so it begins in a year at whose beginning nothing earlier counts.
 */
import type { DepositorStatus, SumOf, TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { depositorStatusOf } from '#store/reads/depositor-status.ts';
import { firstPaidOn } from '#store/reads/liabilities.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { codeAmounts, liableRuns, sumOfAmounts } from './liable-runs.ts';

export interface Depositor {
  readonly year: number;
  readonly status: DepositorStatus;
  readonly basis: 'set' | 'lookback' | 'assumed';
  /** The taxes of the lookback period as far as they were added up. Null: not read. */
  readonly lookbackMinor: bigint | null;
}

interface Ask {
  readonly companyId: number;
  readonly revision: number;
  readonly returns: TaxReturns;
}

/** The status of each year from the one in which a plan must begin, the earliest first. */
export async function depositorsFor(
  at: Reading,
  ask: Ask & { readonly fromYear: number; readonly toYear: number },
): Promise<readonly Depositor[]> {
  const firstOn = await firstPaidOn(at, ask);
  const found: Depositor[] = [];
  for (let year = ask.toYear; year >= ask.fromYear; year -= 1) {
    found.unshift(await depositorOf(at, { ...ask, year, firstOn }));
  }
  // A monthly depositor may have become semiweekly in the year before.
  for (
    let [first] = found;
    first?.status === 'monthly' && firstOn !== null && first.year > firstOn.year;
    [first] = found
  ) {
    found.unshift(await depositorOf(at, { ...ask, year: first.year - 1, firstOn }));
  }
  return found;
}

async function depositorOf(
  at: Reading,
  ask: Ask & { readonly year: number; readonly firstOn: Temporal.PlainDate | null },
): Promise<Depositor> {
  const { year, companyId, revision, returns, firstOn } = ask;
  const set = await depositorStatusOf(at, { companyId, year });
  if (set !== null) return { year, status: set.status, basis: 'set', lookbackMinor: null };
  const { monthlyMaxMinor, ...days } = returns.lookback(year);
  const fromOn = fromEpochDay(days.fromOn);
  const toOn = fromEpochDay(days.untilOn);
  const runs = await liableRuns(at, { companyId, revision, fromOn, toOn });
  let lookbackMinor = 0n;
  // Amounts as first reported: adjustments do not change them. One run may be enough.
  for (const run of runs) {
    if (run.adjusts !== null) continue;
    const sumOf: SumOf = sumOfAmounts(await codeAmounts(at, [run]));
    lookbackMinor += returns.quarterLiability(sumOf);
    if (lookbackMinor > monthlyMaxMinor) {
      return { year, status: 'semiweekly', basis: 'lookback', lookbackMinor };
    }
  }
  const isWhole = firstOn !== null && Temporal.PlainDate.compare(firstOn, fromOn) < 0;
  return isWhole
    ? { year, status: 'monthly', basis: 'lookback', lookbackMinor }
    : { year, status: 'semiweekly', basis: 'assumed', lookbackMinor };
}
