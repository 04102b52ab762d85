/** The JSON form of a closed month, which is also its summary file, and of a checked folder. */
import type { CheckedFolder } from '#operations/closing/check-folder.ts';
import type { ClosedMonth } from '#operations/closing/close-month.ts';
import type { MonthRemark } from '#operations/closing/find-month.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { quarterName } from '#time/quarter.ts';
import { depositShape } from './liabilities.ts';

export function closedMonthShape(closed: ClosedMonth): object {
  const { company, month, fromOn, toOn, isFinal, agrees, asOf, checks, runs } = closed;
  const { posted, certified, owed } = closed;
  const { keyId, why, runIds } = certified;
  return {
    ...{ company: company.code, name: company.name, currency: company.currency },
    ...{ month: month.toString(), fromOn, toOn, isFinal, agrees, asOf, checks },
    totals: monthTotals(closed),
    runs: runs.map(({ run }) => monthRunShape(run)),
    open: closed.open.map(remarkShape),
    remarks: closed.remarks.map(remarkShape),
    ...duesOf(closed),
    owed: owed.totals,
    certificates: { keyId, why, runIds },
    accountsByDefault: posted.byDefault.map(({ account, codes }) => ({ account, codes })),
    formsLeftOut: posted.unfit,
  };
}

/** The sums of all runs, as they were approved. */
export function monthTotals({ runs }: Pick<ClosedMonth, 'runs'>) {
  const sum = (of: (run: RunRow) => bigint | null) =>
    runs.reduce((all, { run }) => all + (of(run) ?? 0n), 0n);
  const count = (of: (run: RunRow) => number | null) =>
    runs.reduce((all, { run }) => all + (of(run) ?? 0), 0);
  return {
    runs: runs.length,
    ...{ payslips: count((run) => run.paidCount), held: count((run) => run.heldCount) },
    excluded: count((run) => run.excludedCount),
    grossMinor: sum((run) => run.grossMinor),
    reimbursementsMinor: sum((run) => run.reimbursementsMinor),
    deductionsMinor: sum((run) => run.deductionsMinor),
    taxesMinor: sum((run) => run.taxesMinor),
    netMinor: sum((run) => run.netMinor),
    employerMinor: sum((run) => run.employerMinor),
  };
}

function monthRunShape(run: RunRow): object {
  const { runId, kind, reverses, corrects, scheduleCode: schedule, startOn, endOn, payOn } = run;
  const { committedAt, lateSeconds, totalsHash, grossMinor, reimbursementsMinor } = run;
  const { deductionsMinor, taxesMinor, netMinor, employerMinor } = run;
  return {
    ...{ runId, kind, reverses, corrects, schedule, startOn, endOn, payOn, committedAt },
    ...{ lateSeconds, paid: run.paidCount, held: run.heldCount, excluded: run.excludedCount },
    ...{ grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, netMinor, employerMinor },
    totalsHash,
  };
}

function remarkShape({ code, runId, periodId, message, actions }: MonthRemark): object {
  return { code, runId, periodId, message, actions };
}

function duesOf({ liabilities, quarter }: ClosedMonth): object {
  const sum = (rows: readonly { readonly amountMinor: bigint }[]) =>
    rows.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  return {
    liabilities: liabilities && {
      ...{ payee: liabilities.payee, deposits: liabilities.deposits.map(depositShape) },
      taxesMinor: sum(liabilities.taxes),
      othersMinor: sum(liabilities.others),
      adjustmentsMinor: sum(liabilities.adjustments),
    },
    quarterToDate: quarter && {
      ...{ quarter: quarterName(quarter.quarter), lines: quarter.lines },
      ...{ statedMinor: quarter.statedMinor, paidMinor: quarter.paidMinor },
    },
  };
}

export function checkedFolderShape({ hashes: _, ...checked }: CheckedFolder): object {
  return { holds: checked.findings.length === 0, ...checked };
}
