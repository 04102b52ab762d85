/** A pay run as the command shows it: one JSON shape, one row of a table. */

import type { Column } from '#cli/table.ts';
import { lateMark } from '#operations/runs/late-mark.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { amountInWords, countInWords } from './amounts.ts';

export function runJson(run: RunRow): Readonly<Record<string, unknown>> {
  return {
    runId: run.runId,
    periodId: run.periodId,
    company: run.companyCode,
    schedule: run.scheduleCode,
    startOn: run.startOn,
    endOn: run.endOn,
    payOn: run.payOn,
    kind: run.kind,
    paysHeldOf: run.paysHeldOf,
    key: run.offCycleKey,
    state: run.state,
    epoch: run.epoch,
    openedBy: run.openedBy,
    forcedReason: run.forcedReason,
    lateReason: run.lateReason,
    openedAt: run.openedAt,
    dueAt: run.dueAt,
    lateSeconds: run.lateSeconds,
    isLate: lateMark(run.lateSeconds) !== '',
    committedAt: run.committedAt,
    currency: run.currency,
    roster: run.rosterCount,
    paid: run.paidCount,
    held: run.heldCount,
    excluded: run.excludedCount,
    grossMinor: run.grossMinor,
    reimbursementsMinor: run.reimbursementsMinor,
    deductionsMinor: run.deductionsMinor,
    taxesMinor: run.taxesMinor,
    employerMinor: run.employerMinor,
    netMinor: run.netMinor,
    totalsHash: run.totalsHash,
    stateTax: run.stateTax,
    chunks: { all: run.chunkCount, done: run.chunksDone },
    retries: { failures: run.failures, lastError: run.lastError, nextAt: run.retryAt },
    warnings: run.warnings,
    blockers: run.blockers,
    approvedBy: run.approvedBy,
    approvedWhy: run.approvedWhy,
    closedWhy: run.closedWhy,
  };
}

export const runColumns: readonly Column[] = [
  { title: 'run', align: 'right' },
  { title: 'period', align: 'right' },
  { title: 'company', isLong: true },
  { title: 'schedule', isSpare: true },
  { title: 'pay date' },
  { title: 'state' },
  { title: 'employees', align: 'right', isSpare: true },
  { title: 'gross', align: 'right' },
  { title: 'taxes', align: 'right', isSpare: true },
  { title: 'net', align: 'right' },
  { title: 'held', align: 'right' },
  { title: '', isSpare: true },
];

export function runCells(run: RunRow): readonly string[] {
  return [
    String(run.runId),
    String(run.periodId),
    run.companyCode,
    run.scheduleCode ?? 'by hand',
    run.payOn.toString(),
    run.state,
    countInWords(run.rosterCount),
    amountInWords(run.grossMinor, run.currency),
    amountInWords(run.taxesMinor, run.currency),
    amountInWords(run.netMinor, run.currency),
    countInWords(run.heldCount),
    lateMark(run.lateSeconds),
  ];
}

/** What every run and payslip says about state taxes. */
export const stateTaxSentence = 'State taxes: none calculated (state_tax: none_calculated).';
