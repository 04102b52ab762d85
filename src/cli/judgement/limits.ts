/** `paybeat limits show|set`: what is so unusual that a person is held, or that a run waits. */
import type { Command } from 'commander';
import { limitsShape } from '#answers/limits.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type NamedValue, namedValue } from '#cli/named-values.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { type LimitsSet, setLimits } from '#operations/judgement/set-limits.ts';

interface Options {
  readonly company?: string;
  readonly dryRun?: boolean;
}

const about = 'show and change what is so unusual that a person should look at it';

export function registerLimits(program: Command, cli: CliContext): void {
  const show = group(program, 'limits', about)
    .command('show')
    .description('show the limits, their usual values and what they mean')
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(cli.verb((options: Options) => changed(cli, { options, given: {} })));
  withExamples(show, ['paybeat limits show', 'paybeat limits show --company acme --json']);
  const set = group(program, 'limits', about)
    .command('set')
    .description('change limits, from the next run on')
    .argument('<limits...>', 'limit=value; the value may be off, or usual', limitArgument)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--dry-run', 'check the limits and show them, without saving')
    .action(
      cli.verb((limits: readonly NamedValue[], options: Options) =>
        changed(cli, { options, given: Object.fromEntries(limits.map(withUnderscores)) }),
      ),
    );
  withExamples(set, [
    'paybeat limits set pay_above=3 rate=2 --company acme',
    'paybeat limits set nothing_to_pay=off',
    'paybeat limits set pay_above=usual --dry-run',
  ]);
}

/** A limit may be written with hyphens, like an option. */
function withUnderscores([name, value]: NamedValue): NamedValue {
  return [name.replaceAll('-', '_'), value];
}

const limitArgument = namedValue('Write limit=value, for instance rate=2.');

function changed(
  cli: CliContext,
  {
    options,
    given,
  }: { readonly options: Options; readonly given: Readonly<Record<string, string>> },
) {
  return cli.withWorld(async (world) => {
    const company = await findCompany(world, options.company ?? null);
    if (!company.ok) return company;
    const { dryRun = false } = options;
    const set = await setLimits(world, { company: company.value, given, dryRun });
    if (!set.ok) return set;
    return answer({
      json: limitsShape(company.value, set.value),
      text: (page: Page) => {
        writeLimits(page, set.value);
        if (dryRun) page.sentence(`\n${nothingWasSaved}`);
      },
    });
  });
}

function writeLimits(page: Page, { limits }: LimitsSet): void {
  page.table({
    columns: [
      { title: 'limit' },
      { title: 'value', align: 'right' },
      { title: 'usual', align: 'right' },
      { title: 'unit' },
      { title: 'holds' },
      { title: 'when' },
    ],
    rows: limits.map(({ name, value, usual, unit, of, meaning }) => [
      ...[name, value, usual, unit === 'switch' ? '' : unit],
      ...[of === 'person' ? 'the person' : 'the run', meaning],
    ]),
    whenEmpty: '',
  });
}
