/** `paybeat runs void|retry|recalculate RUN`: a person's decisions about a run that stopped. */

import type { Command } from 'commander';
import { carryOn } from '#actions.ts';
import { type ListedRun, runShape } from '#answers/runs.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { spellAction } from '#cli/spell-action.ts';
import { comingReviewInWords } from '#cli/views/review-words.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { type ReviewSeen, showReview } from '#operations/reviews/show-review.ts';
import type { ControlRun } from '#operations/runs/control-run.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import type { World } from '#operations/world.ts';

interface Control {
  readonly verb: 'void' | 'retry' | 'recalculate';
  readonly description: string;
  readonly done: (run: ListedRun, seen: ReviewSeen) => string;
  readonly act: (world: World, ask: ControlRun) => Promise<Answer<ListedRun>>;
}

const startedBy = (run: ListedRun): string =>
  `A running worker does it. If no worker is running, type: ${spellAction(carryOn(run))}`;

/** A run that failed after its review has been approved, or keeps its review. */
function whatFollows(seen: ReviewSeen): string {
  const { run, next } = seen;
  if (next === 'not_begun') return comingReviewInWords(seen);
  if (run.state === 'approved') return 'It is approved, and is committed automatically';
  return `Its review goes on; to see it: ${spellAction({ action: 'review_run', run: run.runId })}`;
}

const controls: readonly Control[] = [
  {
    verb: 'void',
    description:
      'cancel a run before it is committed; a regular period is then held until you release it',
    done: voidedInWords,
    act: voidRun,
  },
  {
    verb: 'retry',
    description:
      'resume a failed run, keeping finished calculations; then its review begins, if it had not begun',
    done: (run, seen) => `will continue. ${startedBy(run)}. ${whatFollows(seen)}`,
    act: retryRun,
  },
  {
    verb: 'recalculate',
    description: "recalculate a run with today's inputs and roster; then its review begins again",
    done: (run, seen) => `will be recalculated. ${startedBy(run)}. ${whatFollows(seen)}`,
    act: recalculateRun,
  },
];

export function registerRunsControl(program: Command, cli: CliContext): void {
  for (const control of controls) registerControl(program, { cli, control });
}

function registerControl(
  program: Command,
  ask: { readonly cli: CliContext; readonly control: Control },
): void {
  const { cli, control } = ask;
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command(control.verb)
    .description(control.description)
    .argument('<run>', 'number of the run', rowNumber)
    .requiredOption('--reason <text>', 'why; recorded in the audit log', someText)
    .action(
      cli.verb(async (runId: number, { reason }: { readonly reason: string }) =>
        cli.withWorld(async (world) => {
          const done = await control.act(world, { runId, why: reason });
          if (!done.ok) return done;
          const run = done.value;
          const seen = await showReview(world, { runId });
          if (!seen.ok) return seen;
          return answer({
            json: runShape(run),
            text: (page) => page.sentence(`Run ${runId} ${control.done(run, seen.value)}.`),
          });
        }),
      ),
    );
  withExamples(command, [`paybeat runs ${control.verb} 3 --reason 'late hours'`]);
}

function voidedInWords({ kind, paysHeldOf, periodId: period, dueAt }: ListedRun): string {
  if (kind === 'regular') {
    const again = spellAction({ action: 'force_period', period });
    if (dueAt === null) return `is voided. To run period ${period} again: ${again}`;
    const release = spellAction({ action: 'release_period', period });
    return `is voided, and period ${period} is held. To run it when it is due: ${release}. To run it now: ${again}`;
  }
  if (kind === 'reversal') return 'is voided; nothing is reversed';
  if (kind === 'correction') return 'is voided; nothing is paid. What was entered for it stays';
  if (paysHeldOf !== null) return 'is voided; its people are still unpaid';
  return 'is voided; its key can be used again';
}
