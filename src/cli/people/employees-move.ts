/**
 * `paybeat employees move NUMBER --to SCHEDULE`: moves an employee to another schedule from a day
 * on.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import { dateArgument, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { person } from '#cli/person.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import {
  type MovedEmployee,
  type MoveEmployee,
  moveEmployee,
} from '#operations/people/move-employee.ts';

interface Options {
  readonly to: string;
  readonly fromPeriod?: number;
  readonly on?: Temporal.PlainDate;
  readonly reason?: string;
  readonly company?: string;
  readonly dryRun?: boolean;
}

export function registerEmployeesMove(program: Command, cli: CliContext): void {
  const command = group(program, 'employees', 'move an employee to another pay schedule')
    .command('move')
    .description('move an employee to another pay schedule; every day is paid once')
    .argument('<employee>', 'number of the employee, as in the roster')
    .requiredOption('--to <schedule>', 'code of the new schedule')
    .addOption(
      new Option('--from-period <period>', 'start with this period of the new schedule')
        .argParser(rowNumber)
        .conflicts('on'),
    )
    .option('--on <date>', 'effective date; inside a period, pay is prorated', dateArgument)
    .option('--reason <text>', 'why', someText)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--dry-run', 'show which days each schedule would pay, without saving')
    .action(
      cli.verb(async (number: string, options: Options) => {
        const from = beginningOf(options);
        if (!from.ok) return from;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const moved = await moveEmployee(world, {
            company: company.value,
            number,
            toCode: options.to,
            from: from.value,
            reason: options.reason ?? `moved by ${person()}`,
            dryRun: options.dryRun === true,
          });
          if (!moved.ok) return moved;
          return answer({
            json: { ...moved.value },
            text: (page) => show(page, moved.value),
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat employees move E1042 --to monthly --from-period 31',
    'paybeat employees move E1042 --to monthly --on 2026-07-01 --dry-run',
  ]);
}

function beginningOf({ fromPeriod, on }: Options): Answer<MoveEmployee['from']> {
  if (fromPeriod !== undefined) return answer({ periodId: fromPeriod });
  if (on !== undefined) return answer({ on });
  return refuse({
    family: 'usage',
    code: 'missing_option',
    message: 'add the start: --from-period PERIOD or --on DATE',
    hint: "see 'paybeat employees move --help'",
  });
}

function show(page: Page, moved: MovedEmployee): void {
  const { number, from, to, effectiveOn, lastOnOld, firstOnNew, proof } = moved;
  page.sentence(
    moved.isTakenBack
      ? `${number} ${moved.written ? 'stays' : 'would stay'} on schedule ${to}: the move on ${effectiveOn} is undone.`
      : `${number} ${moved.written ? 'is' : 'would be'} on schedule ${to} from ${effectiveOn}.`,
  );
  if (lastOnOld !== null && firstOnNew !== null && proof !== null) {
    for (const [code, part, place] of [
      [from ?? '', lastOnOld, 'last'],
      [to, firstOnNew, 'first'],
    ] as const) {
      const { startOn, endOn, days, daysInPeriod } = part;
      const share =
        days === daysInPeriod ? 'the whole period' : `${days} of its ${daysInPeriod} days`;
      page.sentence(`${code} pays ${place}: ${startOn} to ${endOn}, ${share}.`);
    }
    page.sentence(`Each of these ${proof.days} days is paid once, and none is left out.`);
  }
  if (!moved.written) page.sentence(nothingWasSaved);
}
