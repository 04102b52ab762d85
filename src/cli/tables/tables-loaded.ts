/** `paybeat tables load FILE`, `list`, `show YEAR` and `remove YEAR`: tables in the database, for all companies. */

import type { Command } from 'commander';
import {
  listedTablesShape,
  loadedTablesShape,
  removedTablesShape,
  shownTablesShape,
} from '#answers/tax-tables.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { answer } from '#errors.ts';
import { listTables, showTables } from '#operations/tables/list-tables.ts';
import { loadTables } from '#operations/tables/load-tables.ts';
import { removeTables } from '#operations/tables/remove-tables.ts';
import { tableFileText } from './file-text.ts';
import { aboutTables } from './tables-file.ts';
import { showCheckedTables, showListedTables, showLoadedTables } from './tables-view.ts';

interface LoadOptions {
  readonly acceptDoubts?: boolean;
  readonly dryRun?: boolean;
}

export function registerTablesLoaded(program: Command, cli: CliContext): void {
  registerLoad(program, cli);
  registerList(program, cli);
  registerShow(program, cli);
  registerRemove(program, cli);
}

function registerLoad(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('load')
    .description('check a file of figures, and use it for the runs of its year')
    .argument('<file>', 'JSON file made from an exported one')
    .option('--accept-doubts', 'you have looked at every doubt of the check')
    .option('--dry-run', 'show what would be loaded, without saving')
    .action(
      cli.verb(async (file: string, options: LoadOptions) => {
        const json = await cli.readJson(file);
        if (!json.ok) return json;
        return cli.withWorld(async (world) => {
          const { acceptDoubts = false, dryRun = false } = options;
          const loaded = await loadTables(world, { json: json.value, acceptDoubts, dryRun });
          if (!loaded.ok) return loaded;
          return answer({
            json: loadedTablesShape(loaded.value),
            text: (page) => {
              if (loaded.value.change !== 'unchanged') showCheckedTables(page, loaded.value);
              showLoadedTables(page, loaded.value);
              if (dryRun) page.sentence(nothingWasSaved);
            },
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat tables load 2027.json --dry-run',
    'paybeat tables load 2027.json --accept-doubts',
  ]);
}

function registerList(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('list')
    .description('list the tax tables: built in and loaded, with who loaded them')
    .action(
      cli.verb(() =>
        cli.withWorld(async (world) => {
          const listed = await listTables(world);
          return answer({
            json: listedTablesShape(listed),
            text: (page) => showListedTables(page, listed),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tables list', 'paybeat tables list --json']);
}

interface OfYear {
  readonly country?: string;
  readonly tableVersion?: number;
}

function registerShow(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('show')
    .description('print the figures of a year, as a file')
    .argument('<year>', 'year', countArgument)
    .option('--country <code>', 'country, two letters (default: us)')
    .option(
      '--table-version <number>',
      'version of a loaded table (default: the one in use)',
      countArgument,
    )
    .action(
      cli.verb((year: number, { country, tableVersion }: OfYear) =>
        cli.withWorld(async (world) => {
          const shown = await showTables(world, {
            year,
            ...(country === undefined ? {} : { country }),
            ...(tableVersion === undefined ? {} : { version: tableVersion }),
          });
          if (!shown.ok) return shown;
          return answer({
            json: shownTablesShape(shown.value),
            text: (page) => page.sentence(tableFileText(shown.value.file)),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tables show 2027', 'paybeat tables show 2027 --table-version 1']);
}

function registerRemove(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('remove')
    .description('take the loaded tables of a year out of use; refused if a run has read them')
    .argument('<year>', 'year', countArgument)
    .option('--country <code>', 'country, two letters (default: us)')
    .action(
      cli.verb((year: number, { country }: OfYear) =>
        cli.withWorld(async (world) => {
          const removed = await removeTables(world, {
            year,
            ...(country === undefined ? {} : { country }),
          });
          if (!removed.ok) return removed;
          const { versions, replacedBy } = removed.value;
          return answer({
            json: removedTablesShape(removed.value),
            text: (page) => {
              page.sentence(`The tables of ${year} are removed (versions: ${versions}).`);
              page.sentence(
                replacedBy === null
                  ? `Runs with a pay date in ${year} are refused from now on.`
                  : `Runs that are opened from now on use the built-in ${replacedBy}.`,
              );
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tables remove 2027']);
}
