/** `paybeat periods hold|release|skip|unskip PERIOD`: a person decides about one coming period. */

import type { Command } from 'commander';
import { databaseTime, type ListedPeriod, periodShape } from '#answers/periods.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { dueInWords } from '#cli/views/period-view.ts';
import { type Answer, answer } from '#errors.ts';
import {
  holdPeriod,
  releasePeriod,
  skipPeriod,
  unskipPeriod,
} from '#operations/periods/hold-period.ts';
import type { World } from '#operations/world.ts';

interface Verb {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** True if the verb takes a reason. */
  readonly reason: boolean;
  readonly act: (world: World, ask: Ask) => Promise<Answer<ListedPeriod>>;
  /** The sentence that reports the result. `when` is the due instant in words. */
  readonly sentence: (period: ListedPeriod, when: string) => string;
}

interface Ask {
  readonly periodId: number;
  readonly why: string;
}

const verbs: readonly Verb[] = [
  {
    name: 'hold',
    description: 'prevent a period from running until it is released',
    example: "paybeat periods hold 7 --reason 'hours are not in yet'",
    reason: true,
    act: holdPeriod,
    sentence: ({ periodId }) =>
      `Period ${periodId} is held. To release it: paybeat periods release ${periodId}`,
  },
  {
    name: 'release',
    description: 'release a held period; it runs when it is due, even if late',
    example: 'paybeat periods release 7',
    reason: false,
    act: releasePeriod,
    sentence: (period, when) =>
      period.pausedAt === null
        ? `Period ${period.periodId} is released: ${period.dueHasCome === true ? "a running worker runs it now; without one, type 'paybeat run'" : `it falls due ${when}`}.`
        : `Period ${period.periodId} is released, but automation of its schedule is paused.`,
  },
  {
    name: 'skip',
    description: 'skip a period: it never runs, and nobody is paid for it',
    example: "paybeat periods skip 7 --reason 'paid by the old system'",
    reason: true,
    act: skipPeriod,
    sentence: ({ periodId }) =>
      `Period ${periodId} is skipped: nobody is paid for it. To undo this: paybeat periods unskip ${periodId}`,
  },
  {
    name: 'unskip',
    description: 'undo a skip',
    example: 'paybeat periods unskip 7',
    reason: false,
    act: unskipPeriod,
    sentence: (period, when) =>
      `Period ${period.periodId} is active again${period.dueState === 'held' ? ' and held, because it fell due while it was skipped' : ` and falls due ${when}`}.`,
  },
];

export function registerPeriodsControl(program: Command, cli: CliContext): void {
  for (const verb of verbs) {
    const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
      .command(verb.name)
      .description(verb.description)
      .argument('<period>', 'number of the period', rowNumber);
    if (verb.reason) command.requiredOption('--reason <text>', 'why', someText);
    command.action(
      cli.verb(async (periodId: number, { reason }: { readonly reason?: string }) =>
        cli.withWorld(async (world) => {
          const done = await verb.act(world, { periodId, why: reason ?? '' });
          if (!done.ok) return done;
          const period = done.value;
          const now = await databaseTime(world);
          return answer({
            json: periodShape(period),
            text: (page) => page.sentence(verb.sentence(period, dueInWords(period, now))),
          });
        }),
      ),
    );
    withExamples(command, [verb.example]);
  }
}
