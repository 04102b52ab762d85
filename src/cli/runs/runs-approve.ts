/** `paybeat runs approve RUN`: approves a run in review with its current totals. */

import { type Command, InvalidArgumentError } from 'commander';
import { approvedRunShape, type ListedRun } from '#answers/runs.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { approvalOf, factsOf } from '#cli/views/run-facts.ts';
import { answer } from '#errors.ts';
import { approveRun, totalsShown } from '#operations/runs/approve-run.ts';

interface Options {
  readonly reason?: string;
  readonly totals?: string;
  readonly seen?: string;
  readonly dryRun?: boolean;
}

export function registerRunsApprove(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('approve')
    .description('approve a run that is in review, and commit it')
    .argument('<run>', 'number of the run', rowNumber)
    .option('--reason <text>', 'reason for approving; required if the run has blockers', someText)
    .option(
      '--totals <checksum>',
      "approve only if the run still has this checksum of totals, from 'runs show'",
      totals,
    )
    .option('--seen <code>', "approve only what 'runs review' has shown", someText)
    .option('--dry-run', 'show what would be approved, without saving')
    .action(
      cli.verb(async (runId: number, options: Options) =>
        cli.withWorld(async (world) => {
          const { reason: why = null, totals: agreed = null, seen = null } = options;
          const { dryRun = false } = options;
          const approved = await approveRun(world, { runId, why, totals: agreed, seen, dryRun });
          if (!approved.ok) return approved;
          const run = approved.value;
          return answer({
            json: approvedRunShape(run, { dryRun }),
            text: (page) => {
              page.facts(factsOf(run));
              const accept = dryRun ? 'would accept' : 'accepted';
              for (const { title } of run.blockers)
                page.sentence(`Blocker that you ${accept}: ${title}.`);
              page.sentence(
                dryRun ? `${nothingWasSaved} To approve: ${approvalOf(run)}` : outcome(run),
              );
            },
            ...(dryRun || run.state === 'committed' ? {} : { exit: 'partly' as const }),
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat runs approve 3 --dry-run',
    "paybeat runs approve 3 --totals 3f9a1c2b4d5e --reason 'nobody worked, the shop was shut'",
  ]);
}

function outcome({ runId, state, lastError }: ListedRun): string {
  if (state === 'committed') return `Run ${runId} is approved and committed.`;
  if (state === 'approved' || state === 'failed') {
    return `Run ${runId} is approved and not committed: ${lastError ?? 'its commit is under way'}. See 'paybeat runs show ${runId}'.`;
  }
  if (state === 'review') {
    return `Your approval of run ${runId} is recorded. It waits for others: see 'paybeat runs review ${runId}'.`;
  }
  return `Run ${runId} is not committed: another run paid the same people meanwhile, so it is calculated again. See 'paybeat runs show ${runId}'.`;
}

function totals(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]{12,64}$/.test(hash)) return hash;
  throw new InvalidArgumentError(
    `Copy the ${totalsShown} characters of the checksum of totals from 'paybeat runs show'.`,
  );
}
