/**
 * `paybeat calendar import FILE`: imports a company's own bank calendar from JSON or an .ics file.
 */

import { basename } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { importedCalendarShape } from '#answers/calendars.ts';
import { someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { showSynced } from '#cli/views/synced-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { importCalendar } from '#operations/schedules/import-calendar.ts';

interface Options {
  readonly company?: string;
  readonly id?: string;
  readonly title?: string;
  readonly years?: { readonly from: number; readonly to: number };
  readonly dryRun?: boolean;
}

const changes = {
  added: 'Added',
  replaced: 'Replaced',
  unchanged: 'Nothing changes in',
} as const;

export function registerCalendarImport(program: Command, cli: CliContext): void {
  const command = group(program, 'calendar', 'bank calendars and their holidays')
    .command('import')
    .description('import your own bank calendar from a JSON or .ics file')
    .argument('<file>', 'JSON (see docs/guides/schedules.md) or an .ics file with all-day events')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--id <id>', 'for an .ics file: the id to write in schedules')
    .option('--title <text>', 'for an .ics file: the title', someText)
    .option('--years <years>', 'for an .ics file: the years it covers, such as 2026-2028', years)
    .option('--dry-run', 'show what would move, without saving')
    .action(
      cli.verb(async (file: string, options: Options) => {
        const bytes = await cli.readFile(file);
        if (!bytes.ok) return bytes;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { id, title, years: known } = options;
          const imported = await importCalendar(world, {
            company: company.value,
            bytes: bytes.value,
            source: basename(file),
            ...(id === undefined ? {} : { id }),
            ...(title === undefined ? {} : { title }),
            ...(known === undefined ? {} : { years: known }),
            dryRun: options.dryRun === true,
          });
          if (!imported.ok) return imported;
          const { calendar, change, schedules, written } = imported.value;
          const { firstYear, lastYear, closings } = calendar;
          return answer({
            json: importedCalendarShape(imported.value),
            text: (page) => {
              page.sentence(
                `${changes[change]} the calendar ${calendar.id} of ${company.value.code}: ${closings.size} closed days in addition to weekends; covers ${firstYear} to ${lastYear}.`,
              );
              for (const { code, ...synced } of schedules) showSynced(page, { code, synced });
              if (!written) page.sentence(nothingWasSaved);
            },
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat calendar import winter-closing.json',
    'paybeat calendar import holidays.ics --id city-hall --years 2026-2028 --dry-run',
  ]);
}

function years(text: string): { readonly from: number; readonly to: number } {
  const found = /^(\d{4})(?:-(\d{4}))?$/.exec(text);
  if (found === null) throw new InvalidArgumentError('Expected years such as 2026 or 2026-2028.');
  return { from: Number(found[1]), to: Number(found[2] ?? found[1]) };
}
