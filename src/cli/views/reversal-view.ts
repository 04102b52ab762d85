/** Shows what a reversal would undo, and what it has undone. */
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords, blockerInWords, spellAction } from '#cli/spell-action.ts';
import type { Rehearsed } from '#operations/runs/rehearse-off-cycle.ts';
import type { Reversed } from '#operations/runs/reverse-run.ts';
import { runIs } from '#operations/runs/run-in-words.ts';
import type { OffCycleRan } from '#operations/runs/run-off-cycle.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { amountInWords, countInWords } from './amounts.ts';
import { showPeoplePaid } from './off-cycle-view.ts';

export function showReversalRehearsed(page: Page, rehearsed: Rehearsed): void {
  const { currency, payOn, paid, people, held, reversal } = rehearsed;
  if (reversal === null) return;
  page.sentence(
    `${counted(paid, 'payslip')} of run ${reversal.reverses} would be reversed, on ${dayInWords(toEpochDay(payOn))}. ${nothingWasSaved}`,
  );
  page.facts([
    ['gross', amountInWords(rehearsed.grossMinor, currency)],
    ['taxes', amountInWords(rehearsed.taxesMinor, currency)],
    ['net', amountInWords(rehearsed.netMinor, currency)],
  ]);
  showPeoplePaid(page, { people, currency, paid });
  for (const one of held)
    page.sentence(`${one.number} would not be reversed: ${one.detail} (${one.hint})`);
  page.sentence(reversal.sentence);
  for (const { code, message, actions } of reversal.warnings) {
    if (code === 'reversal_counts') continue;
    page.sentence(`Warning: ${adviceInWords({ hint: message, actions }) ?? message}`);
  }
  for (const blocker of reversal.blockers) {
    page.sentence(`The run would wait: ${blockerInWords(blocker, 'approved')}`);
  }
}

export function showReversed(page: Page, result: OffCycleRan & Pick<Reversed, 'reversed'>): void {
  if (result.kind !== 'ran') return;
  const { run: made, people, wasThere } = result;
  showPeoplePaid(page, { people, currency: made.currency, paid: made.paidCount ?? 0 });
  page.sentence(`It counts on ${dayInWords(toEpochDay(made.payOn))}.`);
  if (wasThere) {
    const who = actorInWords({ actor: made.openedBy, at: made.openedAt });
    page.sentence(
      `Run ${made.runId} already reverses these payslips and ${runIs(made.state)}. It was opened by ${who}. No new run was created; nothing is reversed twice.`,
    );
  }
  if (made.state !== 'committed') return;
  const { runId: run, kind, paysHeldOf, corrects, companyCode: company } = result.reversed;
  const isOfDays = kind === 'regular' || paysHeldOf !== null;
  const again = isOfDays
    ? spellAction({ action: 'pay_held', run })
    : corrects !== null
      ? spellAction({ action: 'correct_run', run: corrects })
      : `${spellAction({ action: 'run_off_cycle', company })} --key TEXT`;
  page.sentence(
    `${countInWords(made.paidCount)} reversed. To pay these people again, correct their data and type: ${again}`,
  );
}
