/**
 * The committed runs whose taxes and deductions are owed, with the sum of each pay code.
 *
 * A reversal counts on its own pay date if the reversed pay date is in the same quarter. Otherwise it adjusts the
 * quarter of the reversed pay date: that quarter was deposited and reported as it was.
 */
import { assert } from '#errors.ts';
import { payCodesOfRuns } from '#operations/companies/pay-codes.ts';
import { ownIdsFrom, type PayCode } from '#payslip/codes/pay-code.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import type { SumOf } from '#payslip/taxes/tax-returns.ts';
import { type ReversalCounts, whereItCounts } from '#run/reversal.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type LiableRunRow, liableRunsBetween } from '#store/reads/liabilities.ts';
import { sumsByCode } from '#store/reads/register.ts';
import type { Reading } from '#store/store.ts';

/** What a reversal adjusts, when it is not the quarter of its own pay date. */
interface Adjusts {
  readonly runId: number;
  readonly on: Temporal.PlainDate;
  readonly isEarlierYear: boolean;
}

export interface LiableRun extends LiableRunRow {
  /** Null: it counts on its own pay date. */
  readonly adjusts: Adjusts | null;
}

/** The amount of a pay code in one run. */
export interface CodeAmount {
  readonly run: LiableRun;
  /** As it was on the pay date. */
  readonly code: PayCode;
  readonly amountMinor: bigint;
}

/** A time that was closed is shown as on the day after its last one, whatever was paid or reversed later. */
export interface AsOf {
  readonly company: CompanyRow;
  /** The last day: later pay dates do not count. Left out: as of now. */
  readonly closedOn?: Temporal.PlainDate;
}

export function dayAsOf({ company, closedOn }: AsOf, now: Temporal.Instant): Temporal.PlainDate {
  return closedOn?.add({ days: 1 }) ?? now.toZonedDateTimeISO(company.timeZone).toPlainDate();
}

export async function liableRuns(
  at: Reading,
  { closedOn, ...ask }: Parameters<typeof liableRunsBetween>[1] & Pick<AsOf, 'closedOn'>,
): Promise<readonly LiableRun[]> {
  return (await liableRunsBetween(at, ask))
    .filter(
      ({ payOn }) => closedOn === undefined || Temporal.PlainDate.compare(payOn, closedOn) <= 0,
    )
    .map((run) => ({ ...run, adjusts: adjustsOf(run) }));
}

function adjustsOf({ reverses, reversedOn, payOn }: LiableRunRow): Adjusts | null {
  if (reverses === null || reversedOn === null) return null;
  const counts: ReversalCounts = whereItCounts({ reversedOn, payOn });
  if (counts === 'same_quarter') return null;
  return { runId: reverses, on: reversedOn, isEarlierYear: counts === 'earlier_year' };
}

/** In the order of the runs, and of a payslip. Codes whose amounts cancel each other are left out. */
export async function codeAmounts(
  at: Reading,
  runs: readonly LiableRun[],
): Promise<readonly CodeAmount[]> {
  const lists = await payCodesOfRuns(at, runs);
  const sums = Map.groupBy(
    await sumsByCode(
      at,
      runs.map(({ runId }) => runId),
    ),
    ({ runId }) => runId,
  );
  return runs.flatMap((run, place) => {
    const codes = lists[place];
    assert(codes, 'each run has pay codes');
    const onDay = payCodesOn(codes.versions, run.payOn.toString());
    const amounts = new Map(
      (sums.get(run.runId) ?? []).map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]),
    );
    const known = new Map(onDay.map((code) => [code.id, code]));
    const order = [
      ...onDay.map(({ id }) => id),
      ...[...amounts.keys()].filter((id) => !known.has(id)),
    ];
    return order.flatMap((id) => {
      const amountMinor = amounts.get(id) ?? 0n;
      if (amountMinor === 0n) return [];
      const code = known.get(id) ?? codes.byId.get(id);
      assert(code, `pay code ${id} stays known`);
      return [{ run, code, amountMinor }];
    });
  });
}

export type AmountsOfRuns = (runs: readonly LiableRun[]) => Promise<readonly CodeAmount[]>;

/** The same, in the order of the runs. It reads the payslips of a run once, however often it is asked. */
export function amountsOnce(at: Reading): AmountsOfRuns {
  const known = new Map<number, CodeAmount[]>();
  return async (runs) => {
    const unknown = runs.filter(({ runId }) => !known.has(runId));
    for (const { runId } of unknown) known.set(runId, []);
    for (const one of await codeAmounts(at, unknown)) known.get(one.run.runId)?.push(one);
    return runs.flatMap(({ runId }) => known.get(runId) ?? []);
  };
}

/** The sums of these amounts, by the name of the built-in pay code. A company may have its own of a later one's name. */
export function sumOfAmounts(amounts: readonly CodeAmount[]): SumOf {
  const sums = new Map<string, bigint>();
  for (const { code, amountMinor } of amounts) {
    if (code.id >= ownIdsFrom) continue;
    sums.set(code.code, (sums.get(code.code) ?? 0n) + amountMinor);
  }
  return (code) => sums.get(code) ?? 0n;
}
