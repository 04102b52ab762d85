/** Shows the result of running pay periods: a table, sentences, JSON. */

import type { ComingPeriod } from '#answers/periods.ts';
import type { ListedRun } from '#answers/runs.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords, blockerInWords, runWarningInWords } from '#cli/spell-action.ts';
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { runIs, wayOnOf } from '#operations/runs/run-in-words.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import { amountInWords, countInWords } from './amounts.ts';
import { restoreInWords, reviewInWords } from './review-words.ts';
import { durationInWords, momentInWords } from './times.ts';

/** True if every run is committed, even if it held people. */
export function areWhole(results: readonly PeriodResult[]): boolean {
  return results.every((one) => one.kind === 'ran' && one.run.state === 'committed');
}

/** Prints the table of results, and a sentence for each period that did not finish. */
export function showResults(page: Page, results: readonly PeriodResult[]): void {
  page.table({
    columns: [
      { title: 'period', align: 'right' },
      { title: 'company', isLong: true },
      { title: 'dates', isSpare: true },
      { title: 'run', align: 'right', isSpare: true },
      { title: 'state', isSpare: true },
      { title: 'employees', align: 'right' },
      { title: 'gross', align: 'right' },
      { title: 'taxes', align: 'right' },
      { title: 'net', align: 'right' },
      { title: 'held', align: 'right' },
      { title: 'time', align: 'right' },
    ],
    rows: results.filter((one) => one.kind === 'ran').map(cells),
    whenEmpty: results.length === 0 ? 'Nothing is due.' : 'Nothing ran.',
  });
  for (const result of results) {
    const { periodId } = result;
    if (result.kind === 'refused') {
      const { code, message } = result.refusal;
      const todo = adviceInWords(result.refusal);
      const advice = todo === undefined ? '' : ` (${todo})`;
      page.sentence(`Period ${periodId} did not run: ${code}: ${message}${advice}`);
    } else if (result.kind === 'failed') {
      page.sentence(`Period ${periodId} failed: ${result.message}`);
    } else {
      for (const one of result.earlierRuns ?? []) page.sentence(cameFirst(one));
      if (result.isContinued === true) page.sentence(goneOnWith(result.run));
      showOpenEnds(page, result.run);
    }
  }
}

/** Tells the second person who started the run first. */
function goneOnWith({ runId, openedBy, openedAt }: ListedRun): string {
  return `Run ${runId} was already open (by ${actorInWords({ actor: openedBy, at: openedAt })}); this command continued it.`;
}

/** A run that nobody asked for here, and that may have been committed. */
function cameFirst({ runId, periodId, payOn, state }: ListedRun): string {
  return `Run ${runId} (period ${periodId}, pay date ${payOn}) pays the same people earlier, so it was run first. It ${runIs(state)}.`;
}

function showOpenEnds(page: Page, run: ListedRun): void {
  if (run.closedWhy !== null) {
    const todo = adviceInWords(wayOnOf(run));
    const advice = todo === undefined ? '' : ` (${todo})`;
    page.sentence(`Run ${run.runId} ${runIs(run.state)}: ${run.closedWhy}${advice}`);
  }
  for (const blocker of run.blockers) {
    const waits = run.state === 'review' ? 'is waiting for your review' : runIs(run.state);
    page.sentence(`Run ${run.runId} ${waits}. ${blockerInWords(blocker, run.state)}`);
  }
  for (const waits of [restoreInWords(run), reviewInWords(run)]) {
    if (waits !== null) page.sentence(waits);
  }
  for (const one of run.warnings) {
    page.sentence(`Warning for run ${run.runId}: ${runWarningInWords(one, run)}`);
  }
  if (run.heldCount !== null && run.heldCount > 0) {
    const held = run.heldCount === 1 ? '1 person is' : `${countInWords(run.heldCount)} people are`;
    page.sentence(
      `Run ${run.runId}: ${held} held. See who and why: paybeat runs show ${run.runId}`,
    );
  }
}

/** One sentence for each of the next due instants. */
export function showComing(
  page: Page,
  ask: { readonly coming: readonly ComingPeriod[]; readonly now: Temporal.Instant },
): void {
  for (const one of ask.coming) {
    const when = momentInWords({ at: one.dueAt, now: ask.now, zone: one.timeZone });
    const what = `period ${one.periodId} of ${one.companyCode}, ${one.startOn} to ${one.endOn}`;
    page.sentence(`Next: ${what}, is due ${when}.`);
  }
}

function cells(result: PeriodResult & { readonly kind: 'ran' }): readonly string[] {
  const { run, seconds } = result;
  return [
    String(run.periodId),
    run.companyCode,
    `${run.startOn} to ${run.endOn}`,
    String(run.runId),
    run.state,
    countInWords(run.rosterCount),
    amountInWords(run.grossMinor, run.currency),
    amountInWords(run.taxesMinor, run.currency),
    amountInWords(run.netMinor, run.currency),
    countInWords(run.heldCount),
    durationInWords(seconds),
  ];
}
