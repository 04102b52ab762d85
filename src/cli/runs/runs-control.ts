/** `paybeat runs void|retry|recalculate RUN`: a person's decisions about a run that stopped. */

import type { Command } from 'commander';
import { type ListedRun, runShape } from '#answers/runs.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
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

const controls: readonly Control[] = [
  {
    verb: 'void',
    description: 'cancel a run before it is committed; its period must then be run by hand',
    done: voidedInWords,
    act: voidRun,
  },
  {
    verb: 'retry',
    description: 'resume a failed run; finished calculations are kept',
    done: () => 'continues as soon as a worker looks (paybeat worker, or paybeat run)',
    act: retryRun,
  },
  {
    verb: 'recalculate',
    description: "recalculate a run with today's inputs and roster",
    done: () => 'will be recalculated as soon as a worker looks (paybeat worker, or paybeat run)',
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

function voidedInWords({ kind, paysHeldOf }: ListedRun): string {
  if (kind === 'regular') return 'is voided; its period must be run by hand';
  if (paysHeldOf !== null) return 'is voided; its people are still unpaid';
  return 'is voided; its key can be used again';
}
