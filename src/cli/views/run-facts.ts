/** One pay run as facts, one per line, for `runs show` and `runs approve`. */

import type { ListedRun } from '#answers/runs.ts';
import { totalsShown } from '#operations/runs/approve-run.ts';
import { lateMark } from '#operations/runs/late-mark.ts';
import { amountInWords, countInWords } from './amounts.ts';

export function factsOf(run: ListedRun): readonly (readonly [string, string])[] {
  const amount = (minor: bigint | null): string => amountInWords(minor, run.currency);
  const count = countInWords;
  return [
    ['run', `${run.runId}, ${run.kind}, of period ${run.periodId} (${run.companyCode})`],
    ...(run.offCycleKey === null ? [] : [['key', run.offCycleKey] as const]),
    ['dates', `${run.startOn} to ${run.endOn}, paid ${run.payOn}`],
    ['state', run.state + (run.closedWhy === null ? '' : `: ${run.closedWhy}`)],
    ['opened by', [run.openedBy, run.forcedReason ?? run.lateReason ?? []].flat().join(', ')],
    ...(lateMark(run.lateSeconds) === '' ? [] : [['late', lateText(run)] as const]),
    [
      'employees',
      `${count(run.rosterCount)} ${run.kind === 'regular' ? 'on the roster' : 'in it'}: ${count(run.paidCount)} paid, ${count(run.heldCount)} held, ${count(run.excludedCount)} excluded`,
    ],
    ['currency', run.currency],
    ['gross', amount(run.grossMinor)],
    ['reimbursements', amount(run.reimbursementsMinor)],
    ['deductions', amount(run.deductionsMinor)],
    ['taxes', amount(run.taxesMinor)],
    ['net', amount(run.netMinor)],
    ['employer', amount(run.employerMinor)],
    ...(run.totalsHash === null ? [] : [['totals', totalsOf(run)] as const]),
    ...(run.approvedBy === null ? [] : [['approved by', approverOf(run)] as const]),
    ['chunks', `${run.chunksDone} of ${run.chunkCount} done`],
    ...(run.failures === 0 ? [] : [['failures', failuresOf(run)] as const]),
  ];
}

/** `late 3 days: due 2026-06-01T06:00:00Z, opened 2026-06-04T07:00:00Z` */
function lateText(run: ListedRun): string {
  return `${lateMark(run.lateSeconds)}: due ${run.dueAt}, opened ${run.openedAt}`;
}

/** `2; last: commit: not today; tried again at 2026-03-02T12:00:10Z` */
function failuresOf({ failures, lastError, retryAt, state }: ListedRun): string {
  const again = retryAt === null || state === 'failed' ? '' : `; tried again at ${retryAt}`;
  return `${failures}; last: ${lastError ?? ''}${again}`;
}

/** The digest of these amounts, which an approval names. */
function totalsOf(run: ListedRun): string {
  return (run.totalsHash ?? '').slice(0, totalsShown);
}

function approverOf({ approvedBy, approvedWhy }: ListedRun): string {
  return `${approvedBy}${approvedWhy === null ? '' : `: ${approvedWhy}`}`;
}

/** The command that approves exactly the totals shown. */
export function approvalOf(run: ListedRun): string {
  return `paybeat runs approve ${run.runId} --totals ${totalsOf(run)} --reason TEXT`;
}
