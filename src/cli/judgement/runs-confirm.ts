/** `paybeat runs confirm RUN EMPLOYEE…`: lifts the limits that hold people, for exactly the numbers seen. */
import { type Command, InvalidArgumentError } from 'commander';
import { carryOn } from '#actions.ts';
import { liftedShape } from '#answers/lifted-limits.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { spellAction } from '#cli/spell-action.ts';
import { answer } from '#errors.ts';
import { type LiftedLimits, liftLimits } from '#operations/judgement/lift-limits.ts';
import { totalsShown } from '#operations/runs/approve-run.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly cause?: string;
  readonly seen?: string;
  readonly why: string;
  readonly dryRun?: boolean;
}

export function registerRunsConfirm(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('confirm')
    .description('confirm that unusual pay is right: lift the limits that hold these people')
    .argument('<run>', 'number of the run', rowNumber)
    .argument('[employees...]', 'employee numbers')
    .option('--cause <code>', 'everybody whom this limit holds, such as rate_far_from_last')
    .option('--seen <checksum>', 'only if the numbers are still those that were shown', checksum)
    .requiredOption('--why <text>', 'why it is right; recorded in the audit log', someText)
    .option('--dry-run', 'show whose limits would be lifted, without saving')
    .action(
      cli.verb(async (runId: number, numbers: readonly string[], options: Options) =>
        cli.withWorld(async (world) => {
          const { cause = null, seen = null, why, dryRun = false } = options;
          const done = await liftLimits(world, { runId, numbers, cause, seen, why, dryRun });
          if (!done.ok) return done;
          const shown = [...done.value.lifted, ...done.value.before];
          return answer({
            json: liftedShape(done.value, { dryRun }),
            text: (page) => {
              page.table({
                columns: [
                  { title: 'employee' },
                  { title: 'name', isLong: true, isSpare: true },
                  { title: 'what is confirmed', isLong: true },
                  { title: 'confirmed before' },
                ],
                rows: shown.map((one) => [
                  one.number,
                  one.name,
                  one.detail,
                  one.liftedBy === null ? '' : `by ${actorNamed(one.liftedBy)}`,
                ]),
                whenEmpty: '',
              });
              for (const sentence of outcome(done.value, { dryRun })) page.sentence(sentence);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    "paybeat runs confirm 3 HB04 --why 'new role, see the contract' --dry-run",
    "paybeat runs confirm 3 --cause pay_far_above_usual --why 'the yearly bonus'",
  ]);
}

function outcome(done: LiftedLimits, { dryRun }: { readonly dryRun: boolean }): readonly string[] {
  const { run, lifted, before, revoked, isRecalculated, paying } = done;
  const said: string[] = [];
  if (lifted.length === 0) {
    said.push(`Nothing to do: ${counted(before.length, 'person')} confirmed before.`);
  } else if (dryRun) {
    const again = `--seen ${done.seen.slice(0, totalsShown)}`;
    said.push(
      `${counted(lifted.length, 'person')} would be confirmed. ${nothingWasSaved} To confirm exactly this, add ${again}`,
    );
  } else said.push(`Confirmed ${counted(lifted.length, 'person')}.`);
  if (isRecalculated) {
    if (revoked.length > 0) {
      const names = revoked.map(actorNamed).join(', ');
      said.push(`${dryRun ? 'This would revoke' : 'This revoked'} the approval of ${names}.`);
    }
    const now = spellAction(carryOn(run));
    said.push(
      `Run ${run.runId} ${dryRun ? 'would be' : 'is'} recalculated with them. If no worker is running, type: ${now}`,
    );
    return said;
  }
  const [open] = paying;
  said.push(
    open === undefined
      ? `To pay them: ${spellAction({ action: 'pay_held', run: run.runId })}`
      : `Run ${open.runId} pays held people of this period. To include them: ${spellAction({ action: 'recalculate_run', run: open.runId })}`,
  );
  return said;
}

function checksum(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]{12,64}$/.test(hash)) return hash;
  throw new InvalidArgumentError(`Copy the ${totalsShown} characters that the dry run shows.`);
}
