/** `paybeat runs object RUN`: objects to a run in review, or withdraws an objection. */

import type { Command } from 'commander';
import { objectedRunShape } from '#answers/runs.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { answer } from '#errors.ts';
import { objectToRun, withdrawFromRun } from '#operations/reviews/object-to-run.ts';

interface Options {
  readonly reason: string;
  readonly withdraw?: boolean;
  readonly of?: string;
  readonly dryRun?: boolean;
}

export function registerRunsObject(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('object')
    .description('stop a run in review from being approved, until the objection is withdrawn')
    .argument('<run>', 'number of the run', rowNumber)
    .requiredOption('--reason <text>', 'why; it is recorded and shown', someText)
    .option('--withdraw', 'withdraw your objection')
    .option('--of <name>', 'with --withdraw: the objection of this person', someText)
    .option('--dry-run', 'show whether it would be taken, without saving')
    .action(
      cli.verb(async (runId: number, options: Options) =>
        cli.withWorld(async (world) => {
          const { reason: why, withdraw = false, of: person = null, dryRun = false } = options;
          const done = withdraw
            ? await withdrawFromRun(world, { runId, why, person, dryRun })
            : await objectToRun(world, { runId, why, dryRun });
          if (!done.ok) return done;
          return answer({
            json: objectedRunShape(done.value, { dryRun }),
            text: (page) => page.sentence(outcome(runId, { withdraw, dryRun })),
          });
        }),
      ),
    );
  withExamples(command, [
    "paybeat runs object 3 --reason 'the bonus of the night shift is missing'",
    "paybeat runs object 3 --reason 'the bonus is missing' --dry-run",
    "paybeat runs object 3 --withdraw --reason 'it was paid in November'",
  ]);
}

function outcome(
  runId: number,
  { withdraw, dryRun }: { readonly withdraw: boolean; readonly dryRun: boolean },
): string {
  if (withdraw) {
    return dryRun
      ? `The objection to run ${runId} would be withdrawn. ${nothingWasSaved}`
      : `The objection to run ${runId} is withdrawn.`;
  }
  return dryRun
    ? `Your objection to run ${runId} would be taken. Nothing would approve the run until it is withdrawn. ${nothingWasSaved}`
    : `Run ${runId} is not approved until this objection is withdrawn. To see it: paybeat runs review ${runId}`;
}
