/** Shows a correction person by person: each payslip as it was and as it should have been. */
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { blockerInWords, spellAction } from '#cli/spell-action.ts';
import type { CorrectionResult } from '#operations/runs/correct-run.ts';
import type { CorrectionPair } from '#operations/runs/correction-pairs.ts';
import { runIs } from '#operations/runs/run-in-words.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { amountInWords } from './amounts.ts';
import { showResults } from './run-results.ts';

export function showCorrection(page: Page, result: CorrectionResult): void {
  const { pairs, corrected } = result;
  const { runId, currency, companyCode: company } = corrected;
  if (result.kind === 'rehearsed') {
    const { payOn, held, blockers } = result;
    const when = payOn === null ? '' : `, on ${dayInWords(toEpochDay(payOn))}`;
    page.sentence(
      `${counted(result.counts?.corrected ?? 0, 'payslip')} of run ${runId} would be corrected${when}. ${nothingWasSaved}`,
    );
    showPairs(page, pairs, currency);
    for (const one of held.slice(0, peopleShown))
      page.sentence(`${one.number} would be held: ${one.detail} (${one.hint})`);
    const more = held.length - peopleShown;
    if (more > 0) page.sentence(`And ${counted(more, 'other')} would be held.`);
    for (const one of blockers)
      page.sentence(`The run would wait: ${blockerInWords(one, 'approved')}`);
  } else if (result.kind === 'entered') {
    page.sentence(`Nobody is to be paid more for run ${runId}, so no run was opened.`);
    if (result.hasEntered) page.sentence('What you entered was saved.');
    showPairs(page, pairs, currency);
  } else {
    showResults(page, [result]);
    showPairs(page, pairs, currency);
    if (result.kind === 'ran' && result.wasThere) {
      const { run } = result;
      const who = actorInWords({ actor: run.openedBy, at: run.openedAt });
      page.sentence(
        `Run ${run.runId} already corrects these payslips and ${runIs(run.state)}. It was opened by ${who}. No new run was created; nothing is paid twice.`,
      );
    }
  }
  const owing = pairs.filter(({ settled }) => settled === 'owed_list').slice(0, peopleShown);
  if (owing.length === 0) return;
  const others = (result.counts?.owing ?? 0) - owing.length;
  const numbers = owing.map(({ number }) => number).join(', ');
  const who = others > 0 ? `${numbers} and ${others} more` : numbers;
  page.sentence(
    `${who} ${owing.length === 1 && others <= 0 ? 'was' : 'were'} paid too much. These payslips stay, and a person decides: ${spellAction({ action: 'list_owed', company })}`,
  );
}

/** So many people are listed on the screen; JSON and the register have more. */
const peopleShown = 40;

/** A row for each line that differs, and one for the net pay. */
export function showPairs(page: Page, pairs: readonly CorrectionPair[], currency: string): void {
  if (pairs.length === 0) return;
  const more = pairs.length - peopleShown;
  const amount = (minor: bigint) => amountInWords(minor, currency);
  const rows = pairs
    .slice(0, peopleShown)
    .flatMap(({ number, name, lines, was, is }) =>
      [...lines, { code: 'net pay', wasMinor: was.netMinor, isMinor: is.netMinor }].map(
        ({ code, wasMinor, isMinor }, place) => [
          ...(place === 0 ? [number, name] : ['', '']),
          ...[code, amount(wasMinor), amount(isMinor), amount(isMinor - wasMinor)],
        ],
      ),
    );
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'name', isLong: true },
      { title: 'line' },
      { title: 'was', align: 'right', isKept: true },
      { title: 'is', align: 'right', isKept: true },
      { title: 'difference', align: 'right', isKept: true },
    ],
    rows,
    whenEmpty: '',
  });
  if (more > 0) {
    page.sentence(
      `These are the first ${peopleShown} people. The register of the run has everybody.`,
    );
  }
}
