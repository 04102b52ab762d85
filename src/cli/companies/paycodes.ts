/**
 * `paybeat paycodes list|show|import|export|schema`: the pay codes of a company's payslip lines.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { ListedCompany } from '#answers/companies.ts';
import { verbatim } from '#answers/json-form.ts';
import { exportedPayCodesShape, listedPayCodeShape } from '#answers/pay-codes.ts';
import { takenInto } from '#answers/taken-in.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import type { Page } from '#cli/output.ts';
import { countInWords } from '#cli/views/amounts.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { type ImportedPayCodes, importPayCodes } from '#operations/companies/import-pay-codes.ts';
import {
  exportPayCodes,
  type ListedPayCode,
  listPayCodes,
  payCodeSchema,
  showPayCode,
} from '#operations/companies/list-pay-codes.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly company?: string;
  readonly dryRun?: boolean;
  readonly csv?: boolean;
  readonly all?: boolean;
}

const noun = 'pay codes: earnings, deductions and contributions on a payslip';

export function registerPayCodes(program: Command, cli: CliContext): void {
  const paycodes = () => group(program, 'paycodes', noun);
  const ofCompany = (command: Command) =>
    command.option('--company <code>', 'code of the company; needed if there are several');
  registerReading(cli, { paycodes, ofCompany });
  withExamples(
    ofCompany(
      paycodes()
        .command('import')
        .description('import your own pay codes; if any is wrong, nothing is imported')
        .argument('<file>', 'JSON or CSV; for a sample: paybeat paycodes export --csv'),
    )
      .option('--dry-run', 'check the file without saving')
      .action(
        cli.verb((file: string, options: Options) =>
          importFile<ImportedPayCodes & { readonly company: string }>(cli, {
            file,
            take: (world, { bytes }) => take(world, bytes, options),
            same: ({ added, changed, unchanged }) =>
              added + changed > 0 ? null : allThere(unchanged, 'pay code'),
            done: ({ company, ...counts }) => `Imported into ${company}: ${changes(counts)}`,
            checked: changes,
          }),
        ),
      ),
    ['paybeat paycodes import pay-codes.json --dry-run', 'paybeat paycodes import pay-codes.csv'],
  );
  withExamples(
    ofCompany(
      paycodes()
        .command('export')
        .description("print the company's own pay codes, as a file that can be imported again"),
    )
      .option('--all', 'include the built-in pay codes')
      .addOption(new Option('--csv', 'as CSV, for a spreadsheet').conflicts('json'))
      .action(cli.verb((options: Options) => exported(cli, options))),
    ['paybeat paycodes export > pay-codes.json', 'paybeat paycodes export --csv --all'],
  );
  withExamples(
    paycodes()
      .command('schema')
      .description('print the JSON Schema of a pay code file')
      .action(
        cli.verb(async (): Promise<VerbAnswer> => {
          const json = payCodeSchema();
          return answer({
            json: verbatim(json),
            text: (page) => page.sentence(JSON.stringify(json, null, 2)),
          });
        }),
      ),
    ['paybeat paycodes schema > pay-codes.schema.json'],
  );
}

function registerReading(
  cli: CliContext,
  ask: {
    readonly paycodes: () => Command;
    readonly ofCompany: (command: Command) => Command;
  },
): void {
  const { paycodes, ofCompany } = ask;
  withExamples(
    ofCompany(
      paycodes().command('list').description("list a company's pay codes in payslip order"),
    ).action(
      cli.verb((options: Options) =>
        onCompany(cli, options, async (world, company) => {
          const listed = await listPayCodes(world, company);
          return answer({
            json: { company: company.code, payCodes: listed.map(listedPayCodeShape) },
            text: (page: Page) => showList(page, listed),
          });
        }),
      ),
    ),
    ['paybeat paycodes list', 'paybeat paycodes list --company acme --json'],
  );
  withExamples(
    ofCompany(
      paycodes()
        .command('show')
        .description('show every version of one pay code')
        .argument('<code>', 'for example SALARY'),
    ).action(
      cli.verb((code: string, options: Options) =>
        onCompany(cli, options, async (world, company) => {
          const versions = await showPayCode(world, { company, code });
          if (!versions.ok) return versions;
          return answer({
            json: { company: company.code, versions: versions.value.map(listedPayCodeShape) },
            text: (page: Page) => {
              for (const { json, from, rule, listed, entered } of versions.value) {
                page.sentence(`${json.title} (${from}): ${rule}`);
                if (listed !== null) page.sentence(`Listed as ${listedInWords(listed)}.`);
                if (entered !== null)
                  page.sentence(`Entered by ${actorNamed(entered.actor)} at ${entered.at}.`);
                page.sentence(JSON.stringify(json, null, 2));
              }
            },
          });
        }),
      ),
    ),
    ['paybeat paycodes show SALARY'],
  );
}

function onCompany<T>(
  cli: CliContext,
  options: Options,
  use: (world: World, company: ListedCompany) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  return cli.withWorld(async (world) => {
    const company = await findCompany(world, options.company ?? null);
    return company.ok ? use(world, company.value) : company;
  });
}

async function take(
  world: World,
  bytes: Uint8Array,
  options: Options,
): Promise<Answer<ImportedPayCodes & { readonly company: string }>> {
  const company = await findCompany(world, options.company ?? null);
  if (!company.ok) return company;
  const dryRun = options.dryRun === true;
  const ask = { company: company.value, bytes, dryRun };
  const imported = await importPayCodes(world, ask);
  return takenInto(company.value, imported);
}

function exported(cli: CliContext, options: Options): Promise<VerbAnswer> {
  return onCompany(cli, options, async (world, company) => {
    const file = await exportPayCodes(world, { company, all: options.all === true });
    if (options.csv === true) {
      cli.out.write(file.csv);
      return answer(null);
    }
    return answer({
      json: exportedPayCodesShape(file),
      text: (page: Page) => page.sentence(JSON.stringify(file.json, null, 2)),
    });
  });
}

function showList(page: Page, listed: readonly ListedPayCode[]): void {
  page.table({
    columns: [
      { title: 'id', align: 'right' },
      { title: 'code' },
      { title: 'kind' },
      { title: 'title', isLong: true, isSpare: true },
      { title: 'amount', isLong: true },
      { title: 'limits', isLong: true, isSpare: true },
      { title: 'pay dates', isSpare: true },
      { title: 'from', isSpare: true },
    ],
    rows: listed.map(({ json, from, rule, limits, listed }) => [
      String(json.id),
      json.code,
      json.kind.replaceAll('_', ' '),
      json.title,
      rule,
      [limits, listed === null ? '' : listedInWords(listed)]
        .filter((part) => part !== '')
        .join('; '),
      datesInWords(json),
      from,
    ]),
    whenEmpty: 'There is no pay code.',
  });
}

/** `D on Form W-2` */
function listedInWords({ statement, code }: NonNullable<ListedPayCode['listed']>): string {
  return `${code} on Form ${statement}`;
}

function datesInWords(json: ListedPayCode['json']): string {
  const { valid_from: from, valid_until: until } = json;
  if (from === undefined && until === undefined) return 'always';
  return [from === undefined ? '' : `from ${from}`, until === undefined ? '' : `until ${until}`]
    .filter((part) => part !== '')
    .join(' ');
}

function changes(
  counts: Pick<ImportedPayCodes, 'versions' | 'added' | 'changed' | 'unchanged'>,
): string {
  const { versions, added, changed, unchanged } = counts;
  return `${counted(versions, 'pay code')}, ${countInWords(added)} added, ${countInWords(changed)} changed, ${countInWords(unchanged)} unchanged`;
}
