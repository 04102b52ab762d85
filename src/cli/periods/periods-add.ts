/** `paybeat periods add`: adds one pay period by hand, with its own rule. */

import type { Command } from 'commander';
import { databaseTime, type PeriodAdded, periodAdded } from '#answers/periods.ts';
import { dateArgument, jsonObject } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Shown } from '#cli/output.ts';
import { momentInWords } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { findCompany, findSchedule } from '#operations/companies/find-company.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';

interface Options {
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
  readonly type: string;
  readonly payDate?: Temporal.PlainDate;
  readonly rule?: Readonly<Record<string, unknown>>;
  readonly company?: string;
  readonly schedule?: string;
  readonly activate?: boolean;
}

export function registerPeriodsAdd(program: Command, cli: CliContext): void {
  const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
    .command('add')
    .description('add one pay period by hand, as a draft')
    .requiredOption('--start <date>', 'first day', dateArgument)
    .requiredOption('--end <date>', 'last day, included', dateArgument)
    .requiredOption('--type <frequency>', 'monthly, biweekly (bi_weekly), weekly, …')
    .option(
      '--pay-date <date>',
      'default: the last day, or the banking day before it',
      dateArgument,
    )
    .option(
      '--rule <json>',
      'when it runs automatically; without a rule, run it by hand',
      jsonObject,
    )
    .option('--company <code>', 'code of the company; needed if there are several')
    .option(
      '--schedule <code>',
      'pay the employees on this schedule (default: those without a schedule)',
    )
    .option('--activate', 'activate it now')
    .action(
      cli.verb(async (options: Options) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { companyId } = company.value;
          const schedule =
            options.schedule === undefined
              ? null
              : await findSchedule(world, { companyId, code: options.schedule });
          if (schedule !== null && !schedule.ok) return schedule;
          const added = await addPeriod(world, {
            companyId,
            scheduleId: schedule?.value.scheduleId ?? null,
            frequency: options.type,
            startOn: options.start,
            endOn: options.end,
            payOn: options.payDate ?? null,
            rule: options.rule ?? null,
          });
          if (!added.ok) return added;
          const { periodId } = added.value;
          if (options.activate === true) {
            const activated = await activatePeriod(world, { periodId });
            if (!activated.ok) return activated;
          }
          const now = await databaseTime(world);
          return answer(shown(await periodAdded(world, added.value), now));
        }),
      ),
    );
  withExamples(command, [
    `paybeat periods add --start 2024-01-01 --end 2024-01-31 --type monthly --rule '{"days_before_end": 3}'`,
    `paybeat periods add --start 2024-01-01 --end 2024-01-14 --type bi_weekly --rule '{"run_on_date": "2024-01-12"}' --activate`,
  ]);
}

function shown(added: PeriodAdded, now: Temporal.Instant): Shown {
  const { periodId, period, due, row, warnings } = added;
  const { startOn, endOn, payOn, payOnReason } = period;
  return {
    json: added,
    text: (page) => {
      page.sentence(
        `Added pay period ${periodId}: ${startOn} to ${endOn}, paid ${payOn} (${payOnReason}).`,
      );
      page.sentence(
        due === null
          ? 'It has no rule, so it runs only by hand.'
          : `It is due ${momentInWords({ at: due.at, now, zone: due.zone })}.`,
      );
      for (const warning of warnings) page.sentence(`Warning: ${warning}`);
      if (row.status === 'draft') {
        page.sentence(`It is a draft. Activate it: paybeat periods activate ${periodId}`);
      }
    },
  };
}
