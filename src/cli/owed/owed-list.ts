/** `paybeat owed list`: what people are owed for paid periods, or were paid too much. */
import { type Command, Option } from 'commander';
import { owedShape } from '#answers/owed.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { listOwed, type OwedListed } from '#operations/judgement/list-owed.ts';
import { enteredInWords, owedCsv } from '#operations/judgement/owed-csv.ts';
import { counted, itOrThem } from '#text/counted.ts';

interface Options {
  readonly company?: string;
  readonly employee?: string;
  readonly csv?: boolean;
}

export const owedNoun = 'pay that is owed for paid periods, and pay that was too much';

export function registerOwedList(program: Command, cli: CliContext): void {
  const command = group(program, 'owed', owedNoun)
    .command('list')
    .description('list what people are owed for paid periods, or were paid too much')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--employee <number>', 'only this employee')
    .addOption(new Option('--csv', 'as CSV, for a spreadsheet').conflicts('json'))
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world): Promise<VerbAnswer> => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const ask = { company: company.value, number: options.employee ?? null };
          const listed = await listOwed(world, ask);
          if (!listed.ok) return listed;
          if (options.csv === true) {
            cli.out.write(owedCsv(listed.value));
            return answer(null);
          }
          return answer({
            json: owedShape(listed.value),
            text: (page) => showOwed(page, listed.value),
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat owed list',
    'paybeat owed list --employee HB04',
    'paybeat owed list --company acme --csv > owed.csv',
  ]);
}

function showOwed(page: Page, listed: OwedListed): void {
  const { company, rows, more } = listed;
  const { currency } = company;
  for (const row of rows) {
    const { number, name, amountMinor } = row;
    const days = `${row.fromOn} to ${row.untilOn}`;
    page.sentence(`${number} ${name}: ${amountSaid(amountMinor, currency)} for ${days}.`);
    page.facts([
      ['  run', `${row.runId} (period ${row.periodId}, pay date ${row.payOn})`],
      ['  how', row.how.join('; ')],
      ...row.changes.map((one) => ['  entered by', enteredInWords(one)] as const),
      [
        '  settled by',
        adviceInWords({ hint: row.settledBy.sentence, actions: row.settledBy.actions }) ?? '',
      ],
    ]);
  }
  if (rows.length > 0) page.blank();
  if (more > 0)
    page.sentence(
      `${counted(more, 'more amount')} not shown; the totals include ${itOrThem(more)}.`,
    );
  for (const line of totalsSaid(listed)) page.sentence(line);
}

function amountSaid(amountMinor: bigint | null, currency: string): string {
  if (amountMinor === null) return 'an amount that cannot be calculated yet';
  return amountMinor < 0n
    ? `${amountInWords(-amountMinor, currency)} overpaid`
    : `${amountInWords(amountMinor, currency)} owed`;
}

function totalsSaid({ company, totals }: OwedListed): readonly string[] {
  const { currency } = company;
  const { owedMinor, peopleOwed, overpaidMinor, peopleOverpaid, peopleUnknown } = totals;
  const lines = [
    ...(peopleOwed === 0
      ? []
      : [`Owed to ${counted(peopleOwed, 'person')}: ${amountInWords(owedMinor, currency)}.`]),
    ...(peopleOverpaid === 0
      ? []
      : [
          `Overpaid to ${counted(peopleOverpaid, 'person')}: ${amountInWords(overpaidMinor, currency)}.`,
        ]),
    ...(peopleUnknown === 0
      ? []
      : [`Not calculated yet: amounts of ${counted(peopleUnknown, 'person')}.`]),
  ];
  return lines.length === 0 ? ['Nothing is owed for paid periods, and nothing overpaid.'] : lines;
}
