/** `paybeat runs reverse RUN [--employee N …]`: undoes payslips of a committed run. */
import type { Command } from 'commander';
import { offCycleShape } from '#answers/results.ts';
import { dateArgument, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { driven } from '#cli/driven.ts';
import { group, withExamples } from '#cli/group.ts';
import { showReversalRehearsed, showReversed } from '#cli/views/reversal-view.ts';
import { areWhole, showResults } from '#cli/views/run-results.ts';
import { answer } from '#errors.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';

interface Options {
  readonly employee?: readonly string[];
  readonly why: string;
  readonly payDate?: Temporal.PlainDate;
  readonly dryRun?: boolean;
}

export function registerRunsReverse(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('reverse')
    .description('undo payslips of a committed run; the people can then be paid again')
    .argument('<run>', 'number of the committed run', rowNumber)
    .option('--employee <numbers...>', 'only these employees; repeat it or list several')
    .requiredOption('--why <text>', 'the reason; recorded in the audit log', someText)
    .option(
      '--pay-date <date>',
      "when it counts (default: the run's pay date, or the next banking day)",
      dateArgument,
    )
    .option('--dry-run', 'show what would be reversed, without saving')
    .action(cli.verb((runId: number, options: Options) => reverse(cli, { runId, options })));
  withExamples(command, [
    "paybeat runs reverse 3 --employee HB04 --why 'wrong hours' --dry-run",
    "paybeat runs reverse 3 --employee HB04 --why 'wrong hours'",
    "paybeat runs reverse 3 --why 'paid with the wrong file'",
  ]);
}

async function reverse(
  cli: CliContext,
  { runId, options }: { readonly runId: number; readonly options: Options },
): Promise<VerbAnswer> {
  const ask = {
    ...{ runId, why: options.why, employees: options.employee ?? null },
    ...{ payOn: options.payDate ?? null, dryRun: options.dryRun === true },
  };
  const done = await driven(cli, (world, drive) => reverseRun(world, ask, drive));
  if (!done.ok) return done;
  const result = done.value;
  if (result.kind === 'rehearsed') {
    return answer({
      json: offCycleShape(result),
      text: (page) => showReversalRehearsed(page, result),
    });
  }
  return answer({
    json: { results: [offCycleShape(result)] },
    text: (page) => {
      showResults(page, [result]);
      showReversed(page, result);
    },
    exit: areWhole([result]) ? 'done' : 'partly',
  });
}
