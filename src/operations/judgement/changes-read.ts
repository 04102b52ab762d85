/**
 * What `changes list` and `changes confirm` both read: the coming periods of a company, and how its changes
 * are asked for.
 */
import { type ChangeKind, changeKinds } from '#judgement/change-identity.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import type { AskedChanges } from '#store/reads/change-parts.ts';
import { paidBefore } from '#store/reads/changes.ts';
import { comingPeriods, type UpcomingPeriod } from '#store/reads/coming-periods.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import type { Reading } from '#store/store.ts';

/** As somebody types it. */
export function changeKindNamed(text: string): ChangeKind | undefined {
  return changeKinds.find((one) => one === text.trim().toLowerCase());
}

export const changeKindsInWords = changeKinds.join(', ');

export interface ChangesBasis {
  readonly revision: number;
  readonly periods: readonly UpcomingPeriod[];
  readonly asked: Pick<
    AskedChanges,
    'companyId' | 'periods' | 'held' | 'hoursPerYear' | 'decimals'
  >;
}

/** `periodId`: null for the coming period of each schedule. */
export async function changesBasis(
  at: Reading,
  ask: { readonly company: CompanyRow; readonly periodId: number | null },
): Promise<ChangesBasis> {
  const { companyId } = ask.company;
  const revision = await currentRevision(at, companyId);
  const { hoursPerYear } = await paySettingsAt(at, { companyId, revision });
  const periods = await comingPeriods(at, { companyId, periodId: ask.periodId });
  const runIds = periods.flatMap(({ lastRunId }) => (lastRunId === null ? [] : [lastRunId]));
  const held = runIds.length === 0 ? [] : await paidBefore(at, { companyId, runIds });
  const asked = periods.map((period) => askedPeriod(period, revision));
  const { decimals } = currencyOf(ask.company.currency);
  return { revision, periods, asked: { companyId, periods: asked, held, hoursPerYear, decimals } };
}

function askedPeriod(row: UpcomingPeriod, revision: number): AskedChanges['periods'][number] {
  const { periodId, scheduleId, lastRunId, lastPeriodId, lastRevision, readRevision } = row;
  const isFirst = lastRunId === null || lastPeriodId === null || lastRevision === null;
  return {
    periodId,
    scheduleId,
    periodsPerYear: periodsPerYear(storedFrequency(row.frequency)),
    knownRevision: readRevision ?? revision,
    last: isFirst
      ? null
      : { runId: lastRunId, periodId: lastPeriodId, snapshotRevision: lastRevision },
  };
}
