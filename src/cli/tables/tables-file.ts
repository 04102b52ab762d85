/**
 * `paybeat tables export [YEAR]`, `check FILE` and `schema`: next year's figures as a file. They need no database.
 */

import type { Command } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import { checkedTablesShape, exportedTablesShape } from '#answers/tax-tables.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';
import { checkTables } from '#operations/tables/check-tables.ts';
import { exportTables, tablesSchema } from '#operations/tables/export-tables.ts';
import { tableFileText } from './file-text.ts';
import { showCheckedTables } from './tables-view.ts';

export const aboutTables = "tax tables: the figures of a year, and next year's from a file";

export function registerTablesFile(program: Command, cli: CliContext): void {
  registerExport(program, cli);
  registerCheck(program, cli);
  registerSchema(program, cli);
}

function registerExport(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('export')
    .description("print the figures of a year as a file, to make next year's from a copy")
    .argument('[year]', 'year (default: the newest)', countArgument)
    .option('--country <code>', 'country, two letters (default: us)')
    .action(
      cli.verb(
        async (
          year: number | undefined,
          { country }: { readonly country?: string },
        ): Promise<VerbAnswer> => {
          const exported = exportTables({
            ...(year === undefined ? {} : { year }),
            ...(country === undefined ? {} : { country }),
          });
          if (!exported.ok) return exported;
          return answer({
            json: exportedTablesShape(exported.value),
            text: (page) => page.sentence(tableFileText(exported.value.file)),
          });
        },
      ),
    );
  withExamples(command, ['paybeat tables export > 2027.json', 'paybeat tables export 2025']);
}

function registerCheck(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('check')
    .description('check a file of figures: form, sense, changes since the year before, examples')
    .argument('<file>', 'JSON file made from an exported one')
    .action(
      cli.verb(async (file: string): Promise<VerbAnswer> => {
        const json = await cli.readJson(file);
        if (!json.ok) return json;
        const checked = checkTables(json.value);
        if (!checked.ok) return checked;
        return answer({
          json: checkedTablesShape(checked.value),
          text: (page) => showCheckedTables(page, checked.value),
        });
      }),
    );
  withExamples(command, [
    'paybeat tables check 2027.json',
    'paybeat tables check 2027.json --json',
  ]);
}

function registerSchema(program: Command, cli: CliContext): void {
  const command = group(program, 'tables', aboutTables)
    .command('schema')
    .description('print the JSON Schema of a file of figures')
    .action(
      cli.verb(async () => {
        const schema = tablesSchema();
        return answer({
          json: verbatim(schema),
          text: (page) => page.sentence(JSON.stringify(schema, null, 2)),
        });
      }),
    );
  withExamples(command, ['paybeat tables schema > tax-tables.schema.json']);
}
