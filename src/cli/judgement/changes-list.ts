/** `paybeat changes list`: what the coming run reads anew, the largest change first. */
import type { Command } from 'commander';
import { changesShape } from '#answers/changes.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { changeCells, changeTableColumns } from '#cli/views/change-view.ts';
import { answer, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { changesCsv } from '#operations/judgement/changes-csv.ts';
import { type ListedChanges, listChanges } from '#operations/judgement/list-changes.ts';
import { counted } from '#text/counted.ts';
import { changeKindArgument, changesGroup, type WhatOption } from './changes-words.ts';

interface Options extends WhatOption {
  readonly company?: string;
  readonly period?: number;
  readonly employee?: string;
  readonly unconfirmed?: boolean;
  readonly beyond?: boolean;
  readonly csv?: boolean;
  readonly limit: number;
  readonly page: number;
}

export function registerChangesList(program: Command, cli: CliContext): void {
  const command = group(program, 'changes', changesGroup)
    .command('list')
    .description('list what changed since the last committed run, the largest change first')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--period <number>', 'what the run of this period reads; default: the next', rowNumber)
    .option('--employee <number>', 'only this employee')
    .option('--what <kind>', 'only pay, hours, item or dates', changeKindArgument)
    .option('--unconfirmed', 'only changes that nobody has confirmed')
    .option('--beyond', 'only changes to at least twice or at most half')
    .option('--csv', 'write CSV, for a spreadsheet')
    .option('--limit <number>', 'changes per page', rowNumber, 50)
    .option('--page <number>', 'number of the page', rowNumber, 1)
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world) => {
          if (options.csv === true && cli.out.isJson) return twoForms();
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { currency } = company.value;
          const listed = await listChanges(world, {
            company: company.value,
            periodId: options.period ?? null,
            number: options.employee ?? null,
            what: options.what ?? null,
            isUnconfirmed: options.unconfirmed === true,
            isBeyond: options.beyond === true,
            limit: options.limit,
            page: options.page,
          });
          if (!listed.ok) return listed;
          const { changes } = listed.value;
          if (options.csv === true) cli.out.write(changesCsv(changes, currency));
          return answer({
            json: changesShape(company.value, listed.value),
            text: (page) => {
              if (options.csv === true) return;
              page.table({
                columns: changeTableColumns,
                rows: changes.map((one) => changeCells(one, currency)),
                whenEmpty: 'No change matches.',
              });
              if (changes.length > 0) page.sentence(`\n${pageInWords(listed.value)}`);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat changes list',
    'paybeat changes list --company acme --unconfirmed --beyond',
    'paybeat changes list --employee HB04 --json',
  ]);
}

function pageInWords({ counts, page, pages, periods }: ListedChanges): string {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const open = counts.reduce((sum, { unconfirmed }) => sum + unconfirmed, 0);
  const runs = periods.map(({ lastRunId }) => lastRunId).filter((run) => run !== null);
  const since = runs.length === 0 ? '' : ` since run ${runs.join(' and run ')}`;
  const which = pages === 1 ? '' : ` Page ${page} of ${pages}.`;
  return `${counted(total, 'change')}${since}, ${open} not confirmed.${which}`;
}

function twoForms() {
  return refuse({
    family: 'usage',
    code: 'conflicting_options',
    message: '--csv and --json are two forms',
    hint: 'choose one',
  });
}
