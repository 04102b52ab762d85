/** `paybeat runs show RUN` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { approvalOf, factsOf } from '#cli/views/run-facts.ts';
import { runJson, stateTaxSentence } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { waitingJson, waitingPeriods } from '#operations/periods/waiting-periods.ts';
import { canBeApproved } from '#operations/runs/approve-run.ts';
import { runNotFound } from '#operations/runs/control-run.ts';
import { heldHint } from '#operations/runs/explain-payslip.ts';
import { type Awaited, awaited } from '#store/reads/run-work.ts';
import type { ExceptionRow, RunRow } from '#store/reads/runs.ts';
import { exceptionsOf, runById } from '#store/reads/runs.ts';

const exceptionsShownMax = 50;
const waitingMax = 100;

export function registerRunsShow(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'pay runs: one calculation and payment of a period')
    .command('show')
    .description('show one pay run: totals, retries, and everyone who is not paid, with the reason')
    .argument('<run>', 'number of the run', rowNumber)
    .action(
      cli.verb(async (runId: number) =>
        cli.withWorld(async (world) => {
          const found = await world.store.read('every company', async (at) => ({
            run: await runById(at, runId),
            exceptions: await exceptionsOf(at, runId),
            silent: await awaited(at, runId),
          }));
          const { run, exceptions, silent } = found;
          if (!run) return runNotFound(runId);
          const waiting = await world.store.read(run, async (at) =>
            (await waitingPeriods(at, { companyId: run.companyId, limit: waitingMax })).filter(
              ({ aheadRunId }) => aheadRunId === runId,
            ),
          );
          return answer({
            json: {
              ...runJson(run),
              waitsFor: silent.map(({ runId: _, ...one }) => ({
                ...one,
                until: one.until.toString(),
              })),
              waiting: waiting.map(waitingJson),
              exceptions: exceptions.map(({ employeeId: _, ...exception }) => ({
                ...exception,
                hint: todo(run, exception),
              })),
            },
            text: (page) => {
              page.facts(factsOf(run));
              for (const one of silent) page.sentence(waitsInWords(one));
              for (const { inWords } of waiting) page.sentence(`In turn: ${inWords}.`);
              showRemarks(page, run);
              showWayOn(page, run);
              showExceptions(page, { run, exceptions });
              page.sentence(stateTaxSentence);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat runs show 3', 'paybeat runs show 3 --json']);
}

function showRemarks(page: Page, run: RunRow): void {
  for (const { title, description, todo } of run.blockers) {
    page.sentence(`Blocker: ${title}. ${description} ${todo}`);
  }
  for (const { message } of run.warnings) page.sentence(`Warning: ${message}`);
}

/** What a person who agrees to these totals types. */
function showWayOn(page: Page, run: RunRow): void {
  if (canBeApproved(run)) page.sentence(`If it is right as it is: ${approvalOf(run)}`);
}

function waitsInWords({ worker, chunks, silentSeconds, until }: Awaited): string {
  const heard = silentSeconds === null ? 'not known to live' : `silent for ${silentSeconds} s`;
  const what = chunks === 1 ? '1 chunk' : `${countInWords(chunks)} chunks`;
  return `${what} in the hands of ${worker}, ${heard}: others go on with that at ${until.toString({ smallestUnit: 'second' })}.`;
}

/** What it means that nobody is named. Outside the schedule people were chosen: there is no roster. */
function nobodyNamed({ state, kind, rosterCount }: RunRow): string {
  if (state === 'calculating') return 'Nobody is held so far; it is still being calculated.';
  if (state === 'failed') return 'It has failed, so it pays nobody.';
  if (state === 'voided') return 'It is void, so it pays nobody.';
  if (kind === 'regular') {
    return `Everyone on the roster is ${state === 'committed' ? 'paid' : 'in it'}.`;
  }
  const who = rosterCount === 1 ? 'The 1 person' : `All ${countInWords(rosterCount)} people`;
  const are = rosterCount === 1 ? 'is' : 'are';
  return `${who} of this off-cycle run ${are} ${state === 'committed' ? 'paid' : 'calculated'}.`;
}

function todo(run: RunRow, { disposition, hint }: Pick<ExceptionRow, 'disposition' | 'hint'>) {
  return disposition === 'held' ? heldHint(run, hint) : hint;
}

function showExceptions(
  page: Page,
  { run, exceptions }: { readonly run: RunRow; readonly exceptions: readonly ExceptionRow[] },
): void {
  page.blank();
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'name', isLong: true },
      { title: 'is' },
      { title: 'because', isLong: true },
      { title: 'what to do', isLong: true },
    ],
    rows: exceptions
      .slice(0, exceptionsShownMax)
      .map((one) => [one.number, one.name, one.disposition, one.detail, todo(run, one)]),
    whenEmpty: nobodyNamed(run),
  });
  const more = exceptions.length - exceptionsShownMax;
  if (more > 0) page.sentence(`And ${countInWords(more)} more: --json lists them all.`);
}
