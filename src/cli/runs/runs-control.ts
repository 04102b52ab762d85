/** `paybeat runs void|retry|recalculate RUN`: a person's decisions about a run that stopped. */

import type { Command } from 'commander';
import { carryOn } from '#actions.ts';
import { type ListedRun, runShape } from '#answers/runs.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { spellAction } from '#cli/spell-action.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { ControlRun } from '#operations/runs/control-run.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import type { World } from '#operations/world.ts';

interface Control {
  readonly verb: 'void' | 'retry' | 'recalculate';
  readonly description: string;
  readonly done: (run: ListedRun) => string;
  readonly act: (world: World, ask: ControlRun) => Promise<Answer<ListedRun>>;
}

const thenCommitted = 'If it then has no blockers, it is approved and committed automatically';

const startedBy = (run: ListedRun): string =>
  `A running worker does it. If no worker is running, type: ${spellAction(carryOn(run))}`;

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
      'resume a failed run, keeping finished calculations; if it has no blockers, it is committed without asking',
    done: (run) => `will continue. ${startedBy(run)}. ${thenCommitted}`,
    act: retryRun,
  },
  {
    verb: 'recalculate',
    description:
      "recalculate a run with today's inputs and roster; if it has no blockers, it is committed without asking",
    done: (run) => `will be recalculated. ${startedBy(run)}. ${thenCommitted}`,
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
          return answer({
            json: runShape(run),
            text: (page) => page.sentence(`Run ${runId} ${control.done(run)}.`),
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
  if (paysHeldOf !== null) return 'is voided; its people are still unpaid';
  return 'is voided; its key can be used again';
}
