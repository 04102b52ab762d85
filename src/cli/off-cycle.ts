/** Carries out an off-cycle run for a verb, and shows what it paid or would pay. */
import { offCycleShape } from '#answers/results.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { announcement, showRan, showRehearsal } from '#cli/views/off-cycle-view.ts';
import { areWhole, showResults } from '#cli/views/run-results.ts';
import { type Answer, answer } from '#errors.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import type { Rehearsed } from '#operations/runs/rehearse-off-cycle.ts';
import type { HowOffCycle, OffCycleResult } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { driven } from './driven.ts';

/** In a terminal, prints each person's amount before the run is opened. */
export function howOffCycle(cli: CliContext, options: { readonly dryRun?: boolean }): HowOffCycle {
  const dryRun = options.dryRun === true;
  if (dryRun || !isWatched(cli)) return { dryRun };
  const announce = (rehearsed: Rehearsed) =>
    announcement(rehearsed).forEach((line) => cli.out.remark(line));
  return { dryRun, announce };
}

function isWatched(cli: CliContext): boolean {
  return cli.stderr.isTTY === true && !cli.out.isJson;
}

export async function carryOutOffCycle(
  cli: CliContext,
  act: (world: World, drive: DriveOptions) => Promise<Answer<OffCycleResult>>,
): Promise<VerbAnswer> {
  const done = await driven(cli, act);
  if (!done.ok) return done;
  const result = done.value;
  if (result.kind === 'rehearsed') {
    return answer({ json: offCycleShape(result), text: (page) => showRehearsal(page, result) });
  }
  return answer({
    json: { results: [offCycleShape(result)] },
    text: (page) => {
      showResults(page, [result]);
      showRan(page, { result, withPeople: !isWatched(cli) });
    },
    exit: areWhole([result]) ? 'done' : 'partly',
  });
}
