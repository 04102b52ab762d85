/** `paybeat runs show RUN` */

import type { Command } from 'commander';
import { departmentsOf } from '#answers/registers.ts';
import { type AwaitedSeen, type ListedRun, type RunSeen, runSeen } from '#answers/runs.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { showDepartments } from '#cli/registers/departments-table.ts';
import {
  adviceInWords,
  blockerInWords,
  runWarningInWords,
  withoutWorker,
} from '#cli/spell-action.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { changedInWords } from '#cli/views/change-view.ts';
import { showPairs } from '#cli/views/correction-view.ts';
import { exceptionRows } from '#cli/views/exceptions-view.ts';
import { restoreInWords } from '#cli/views/review-words.ts';
import { approvalOf, factsOf } from '#cli/views/run-facts.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { heldChanges } from '#operations/judgement/held-changes.ts';
import { runNotFound } from '#operations/not-found.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { canBeApproved } from '#operations/runs/approve-run.ts';
import { pairsOfRun } from '#operations/runs/correction-pairs.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly all?: boolean;
  readonly departments?: boolean;
}

export function registerRunsShow(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('show')
    .description('show a pay run: totals, retries, and who is not paid and why')
    .argument('<run>', 'number of the run', rowNumber)
    .option('--all', 'list every person, even when many share a reason')
    .option('--departments', 'add the totals by department')
    .action(
      cli.verb(async (runId: number, options: Options) =>
        cli.withWorld(async (world) => {
          const run = await runSeen(world, { runId, changes: heldChanges, pairs: pairsOfRun });
          if (run === null) return runNotFound(runId);
          const { exceptions, waitsFor, waiting } = run;
          const ask = { runId, by: 'department' } as const;
          const register = options.departments === true ? await openRegister(world, ask) : null;
          if (register?.ok === false) return register;
          const by = register?.value;
          return answer({
            json: by === undefined ? run : { ...run, departments: departmentsOf(by) },
            text: (page) => {
              page.facts(factsOf(run));
              const restore = restoreInWords(run);
              if (restore !== null) page.sentence(restore);
              if (run.needsWorker) page.sentence(withoutWorker(run));
              for (const one of waitsFor) page.sentence(waitsInWords(one));
              for (const { inWords } of waiting) page.sentence(`In turn: ${inWords}.`);
              showRemarks(page, run);
              for (const one of run.reversals) page.sentence(reversalInWords(one));
              for (const one of run.corrections) page.sentence(correctionInWords(one));
              showPairs(page, run.pairs, run.currency);
              sayDifferences(page, run);
              showWayOn(page, run);
              if (by !== undefined) showDepartments(page, by);
              showExceptions(page, { run, exceptions, isAll: options.all === true });
              sayRegionalTaxes(page, run.currency);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat runs show 3',
    'paybeat runs show 3 --departments',
    'paybeat runs show 3 --json',
  ]);
}

function showRemarks(page: Page, run: ListedRun): void {
  for (const blocker of run.blockers)
    page.sentence(`Blocker: ${blockerInWords(blocker, run.state)}`);
  for (const one of run.warnings) {
    page.sentence(`Warning: ${runWarningInWords(one, run)}`);
  }
}

/** A run that pays amounts of its own has no earlier run like it. */
function sayDifferences(page: Page, { kind, paysHeldOf, state, runId }: ListedRun): void {
  if (kind !== 'regular' && paysHeldOf === null) return;
  if (state !== 'review' && state !== 'approved' && state !== 'committed') return;
  page.sentence(`What differs from the last run, and why: paybeat runs differences ${runId}`);
}

/** Prints the command that approves these totals, or that continues a failed run. */
function showWayOn(page: Page, run: RunSeen): void {
  if (canBeApproved(run)) page.sentence(`To accept these totals: ${approvalOf(run)}`);
  if (run.wayOn !== null) {
    const { todo, actions } = run.wayOn;
    page.sentence(`What to do: ${adviceInWords({ hint: todo, actions })}`);
  }
}

function reversalInWords({ runId, state, people, why }: RunSeen['reversals'][number]): string {
  const is = state === 'committed' ? 'has reversed' : 'is to reverse';
  return `Run ${runId} ${is} ${counted(people, 'payslip')} of it: ${why}`;
}

function correctionInWords({ runId, state, people, why }: RunSeen['corrections'][number]): string {
  const is = state === 'committed' ? 'has corrected' : 'is to correct';
  return `Run ${runId} ${is} ${counted(people, 'payslip')} of it: ${why}`;
}

function waitsInWords({ worker, chunks, silentSeconds, until }: AwaitedSeen): string {
  const heard =
    silentSeconds === null ? 'not known to be running' : `silent for ${silentSeconds} s`;
  const what = chunks === 1 ? '1 chunk' : `${countInWords(chunks)} chunks`;
  return `${what} held by ${worker}, ${heard}; other workers take over at ${until.toString({ smallestUnit: 'second' })}.`;
}

/** The sentence for a run without exceptions. An off-cycle run has no roster. */
function nobodyNamed({ state, kind, rosterCount }: ListedRun): string {
  if (state === 'calculating') return 'No one is held so far; the run is still being calculated.';
  if (state === 'failed') return 'The run failed, so it pays no one.';
  if (state === 'voided') return 'The run is voided, so it pays no one.';
  if (kind === 'regular') {
    return `Everyone on the roster is ${state === 'committed' ? 'paid' : 'in it'}.`;
  }
  if (kind === 'correction') {
    const is = state === 'committed' ? 'corrected' : 'calculated';
    return `${counted(rosterCount, 'payslip')} of this correction ${rosterCount === 1 ? 'is' : 'are'} ${is}.`;
  }
  if (kind === 'reversal') {
    const is = state === 'committed' ? 'reversed' : 'calculated';
    return `${counted(rosterCount, 'payslip')} of this reversal ${rosterCount === 1 ? 'is' : 'are'} ${is}.`;
  }
  const who = rosterCount === 1 ? 'The 1 person' : `All ${countInWords(rosterCount)} people`;
  const are = rosterCount === 1 ? 'is' : 'are';
  return `${who} of this off-cycle run ${are} ${state === 'committed' ? 'paid' : 'calculated'}.`;
}

function showExceptions(
  page: Page,
  ask: {
    readonly run: ListedRun;
    readonly exceptions: RunSeen['exceptions'];
    readonly isAll: boolean;
  },
): void {
  const { run, isAll } = ask;
  const exceptions = ask.exceptions.map((one) => ({
    ...one,
    changed: changedInWords(one.changes, run.currency),
  }));
  const rows = exceptionRows(exceptions, { isAll });
  page.blank();
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'name', isLong: true },
      { title: 'status' },
      { title: 'reason', isLong: true },
      { title: 'what to do', isLong: true },
    ],
    rows,
    whenEmpty: nobodyNamed(run),
  });
  if (rows.length < exceptions.length) page.sentence('Add --all to list each person.');
}
