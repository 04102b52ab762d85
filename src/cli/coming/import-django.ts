/** `paybeat import django --dump FILE|--url URL`: comes from the Django design. */

import type { Command } from 'commander';
import { comingShape } from '#answers/coming.ts';
import { dateArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { followImport } from '#cli/import-progress.ts';
import { showDjangoPlan } from '#cli/views/coming-view.ts';
import { answer, refuse } from '#errors.ts';
import { dumpFile, oldDatabase } from '#operations/coming/dump-source.ts';
import { importDjango } from '#operations/coming/import-django.ts';
import type { World } from '#operations/world.ts';

interface Options {
  readonly dump?: string;
  readonly url?: string;
  readonly app?: string;
  readonly company?: readonly string[];
  readonly zone?: string;
  readonly scan?: string;
  readonly catchUp?: boolean;
  readonly hireDate?: Temporal.PlainDate;
  readonly filingStatus?: string;
  readonly leaveBehind?: boolean;
  readonly apply?: boolean;
}

export function registerImportDjango(program: Command, cli: CliContext): void {
  const command = group(program, 'import', 'come from another system')
    .command('django')
    .description('come from a Django application with Celery Beat; without --apply, only a plan')
    .option('--dump <file>', 'from pg_dump in plain format, or from manage.py dumpdata')
    .option('--url <url>', 'its database, postgres://…; read in a read-only transaction')
    .option('--app <label>', 'label of the Django application (default: payroll)')
    .option(
      '--company <codes...>',
      'CODE for what has no company there; ID=CODE for the company ID there',
    )
    .option('--zone <name>', 'time zone of Celery there (default: as its tables say, or UTC)')
    .option(
      '--scan <cron>',
      'when its daily scan runs (default: as its tables say, or "0 2 * * *")',
    )
    .option('--catch-up', 'its scan also runs periods whose day was missed')
    .option('--hire-date <date>', 'first day of employees without one', dateArgument)
    .option('--filing-status <word>', 'filing status of employees without one, such as single')
    .option('--leave-behind', 'go on although rows stay behind')
    .option('--apply', 'import; without it, nothing is saved')
    .action(cli.verb((options: Options) => come(cli, options)));
  withExamples(command, [
    'paybeat import django --dump old.sql --company acme --hire-date 2024-01-01 --filing-status single',
    'paybeat import django --url postgres://reader@old-server/payroll --company 7=acme --json',
    'paybeat import django --dump old.sql --company acme --leave-behind --apply',
  ]);
}

async function come(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { dump, url } = options;
  if ((dump === undefined) === (url === undefined)) {
    return refuse({
      family: 'usage',
      code: 'source_unclear',
      message: 'give either --dump or --url',
      hint: 'the plan needs one source',
    });
  }
  const source = dump === undefined ? oldDatabase(url ?? '') : dumpFile(cli.resolve(dump));
  const progress = followImport(cli);
  const carryOver = (world: World) =>
    importDjango(world, {
      ...{ source, fileName: dump ?? 'django', app: options.app, companies: options.company },
      ...{ zone: options.zone, scan: options.scan, hireOn: options.hireDate },
      reading: options.catchUp === true ? 'catch_up' : 'exact',
      ...{ filingStatus: options.filingStatus, leaveBehind: options.leaveBehind },
      apply: options.apply,
    });
  const done = await cli
    .withWorld(carryOver, { listen: progress.listen })
    .finally(() => progress.end());
  if (!done.ok) return done;
  const plan = done.value;
  return answer({
    json: comingShape(plan),
    text: (page) => showDjangoPlan(page, plan),
    exit: plan.stops > 0 ? 'partly' : 'done',
  });
}
