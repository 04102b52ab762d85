/** One pay run as facts, one per line, for `runs show` and `runs approve`. */

import type { ListedRun } from '#answers/runs.ts';
import { totalsShown } from '#operations/runs/approve-run.ts';
import { forcedBy } from '#operations/runs/forced-by.ts';
import { lateMark } from '#operations/runs/late-mark.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { counted } from '#text/counted.ts';
import { amountInWords, countInWords } from './amounts.ts';
import { secondEyesRemark } from './second-eyes-remark.ts';
import { localInWords } from './times.ts';

export function factsOf(run: ListedRun): readonly (readonly [string, string])[] {
  const amount = (minor: bigint | null): string => amountInWords(minor, run.currency);
  return [
    ['run', `${run.runId}, ${run.kind}, of period ${run.periodId} (${run.companyCode})`],
    ...(run.offCycleKey === null ? [] : [['key', run.offCycleKey] as const]),
    ...reversalFacts(run),
    ['dates', `${run.startOn} to ${run.endOn}, paid ${run.payOn}`],
    ['state', run.state + (run.closedWhy === null ? '' : `: ${run.closedWhy}`)],
    ['opened by', openerOf(run)],
    ...(lateMark(run.lateSeconds) === '' ? [] : [['late', lateText(run)] as const]),
    ['employees', employeesOf(run)],
    ['currency', run.currency],
    ['gross', amount(run.grossMinor)],
    ['reimbursements', amount(run.reimbursementsMinor)],
    ['deductions', amount(run.deductionsMinor)],
    ['taxes', amount(run.taxesMinor)],
    ['net', amount(run.netMinor)],
    ['employer taxes and contributions', amount(run.employerMinor)],
    ...(run.totalsHash === null ? [] : [['checksum of totals', totalsOf(run)] as const]),
    ...(run.approvedBy === null ? [] : [['approved by', approverOf(run)] as const]),
    ...secondEyesFacts(run),
    ...reviewFacts(run),
    ...(run.chunksDone === run.chunkCount ? [] : [['calculated', progressOf(run)] as const]),
    ...(run.failures === 0 ? [] : [['failures', failuresOf(run)] as const]),
  ];
}

/** `run 3, asked for by ada: wrong hours` */
function reversalFacts({
  reverses,
  reversalWhy,
  corrects,
  correctionWhy,
  openedBy,
}: ListedRun): readonly (readonly [string, string])[] {
  if (corrects !== null) {
    const words = `run ${corrects}, asked for by ${actorNamed(openedBy)}: ${correctionWhy ?? ''}`;
    return [['corrects', words]];
  }
  if (reverses === null) return [];
  return [
    ['reverses', `run ${reverses}, asked for by ${actorNamed(openedBy)}: ${reversalWhy ?? ''}`],
  ];
}

/** For a run with a policy: until when its review runs, and whether it was approved late. */
function reviewFacts(run: ListedRun): readonly (readonly [string, string])[] {
  const { state, reviewUntil, reviewDeadline, reviewSilent, isApprovedLate, timeZone: zone } = run;
  if (run.review === null) return [];
  const local = (at: Temporal.Instant) => localInWords({ at, now: run.openedAt, zone });
  const isWaiting = state === 'review';
  return [
    ...(isWaiting && reviewUntil !== null ? [['review until', local(reviewUntil)] as const] : []),
    ...(isWaiting && reviewSilent !== null
      ? [['review', reviewSilent === 'hold' ? 'held at its deadline' : 'escalated'] as const]
      : []),
    ...(isApprovedLate && reviewDeadline !== null
      ? [['approved late', `after the deadline, ${local(reviewDeadline)}`] as const]
      : []),
  ];
}

/** Said on every run of a company without a second person. */
function secondEyesFacts({ secondEyes }: ListedRun): readonly (readonly [string, string])[] {
  const remark = secondEyesRemark(secondEyes);
  return remark === null ? [] : [['second pair of eyes', remark]];
}

/** `ada, with --force: bank closes early` */
function openerOf({ openedBy, forcedReason, lateReason }: ListedRun): string {
  const who = actorNamed(openedBy);
  if (forcedReason !== null) {
    const isGiven = forcedReason !== forcedBy(openedBy);
    return `${who}, with --force${isGiven ? `: ${forcedReason}` : '; no reason given'}`;
  }
  return lateReason === null ? who : `${who}, with --late: ${lateReason}`;
}

/** `10 on the roster: 8 paid, 2 held, 0 excluded` */
function employeesOf(run: ListedRun): string {
  const { rosterCount, paidCount, heldCount, excludedCount } = run;
  const all = `${countInWords(rosterCount)} ${run.kind === 'regular' ? 'on the roster' : 'in this run'}`;
  if (paidCount === null) return `${all}; not all calculated yet`;
  const parts = [
    `${countInWords(paidCount)} ${run.state === 'committed' ? '' : 'to be '}${run.kind === 'reversal' ? 'reversed' : 'paid'}`,
    `${countInWords(heldCount)} held`,
    `${countInWords(excludedCount)} excluded`,
  ];
  return `${all}: ${parts.join(', ')}`;
}

/** `2 of 5 groups of employees` */
function progressOf({ chunksDone, chunkCount }: ListedRun): string {
  return `${countInWords(chunksDone)} of ${counted(chunkCount, 'group')} of employees`;
}

/** `late 3 days: due Mon 1 Jun 02:00 New York, opened Thu 4 Jun 03:00 New York` */
function lateText({ lateSeconds, dueAt, openedAt, timeZone: zone }: ListedRun): string {
  const local = (at: Temporal.Instant) => localInWords({ at, now: openedAt, zone });
  const due = dueAt === null ? '' : `due ${local(dueAt)}, `;
  return `${lateMark(lateSeconds)}: ${due}opened ${local(openedAt)}`;
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
  const who = approvedBy === null ? '' : actorNamed(approvedBy);
  return `${who}${approvedWhy === null ? '' : `: ${approvedWhy}`}`;
}

/** The command that approves exactly the totals shown. */
export function approvalOf(run: ListedRun): string {
  return `paybeat runs approve ${run.runId} --totals ${totalsOf(run)} --reason TEXT`;
}
