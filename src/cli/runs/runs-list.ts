/** `paybeat runs list` */

import type { Command } from 'commander';
import { runsPage } from '#answers/runs.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { runCells, runColumns } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';

interface Options {
  readonly company?: string;
  readonly periodId?: number;
  readonly limit: number;
  readonly after?: number;
}

export function registerRunsList(program: Command, cli: CliContext): void {
  const command = group(program, 'runs', 'list, review, approve and correct pay runs')
    .command('list')
    .description('list pay runs, newest first')
    .option('--company <code>', 'only this company')
    .option('--period-id <number>', 'only this pay period', rowNumber)
    .option('--limit <number>', 'maximum number', rowNumber, 50)
    .option('--after <run>', 'go on after this run, the last of the page before', rowNumber)
    .action(
      cli.verb(async ({ company: code, periodId, limit, after }: Options) =>
        cli.withWorld(async (world) => {
          const company = code === undefined ? null : await findCompany(world, code);
          if (company !== null && !company.ok) return company;
          const of = company === null ? {} : { companyId: company.value.companyId };
          const ask = {
            ...{ ...of, limit, ...(periodId === undefined ? {} : { periodId }) },
            ...(after === undefined ? {} : { after }),
          };
          const { runs, next } = await runsPage(world, ask);
          return answer({
            json: { runs, next },
            text: (page) => {
              page.table({
                columns: runColumns,
                rows: runs.map(runCells),
                whenEmpty: 'No pay run matches.',
              });
              if (next !== null) page.sentence(`There are more: --after ${next} shows them.`);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat runs list', 'paybeat runs list --period-id 7 --json']);
}
