/** `paybeat accounts list|set`: which account of the company's books takes which pay code. */
import type { Command } from 'commander';
import { accountsShape } from '#answers/journals.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type NamedValue, namedValue } from '#cli/named-values.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { answer } from '#errors.ts';
import {
  type AccountsSet,
  type ShownAccount,
  setAccounts,
} from '#operations/companies/accounts.ts';
import { findCompany } from '#operations/companies/find-company.ts';

interface Options {
  readonly company?: string;
  readonly dryRun?: boolean;
}

const about = 'name the accounts of the journal';

export function registerAccounts(program: Command, cli: CliContext): void {
  const list = group(program, 'accounts', about)
    .command('list')
    .description('list the default accounts, and the account of each pay code')
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(cli.verb((options: Options) => changed(cli, { options, given: {} })));
  withExamples(list, ['paybeat accounts list', 'paybeat accounts list --company acme --json']);
  const set = group(program, 'accounts', about)
    .command('set')
    .description('name accounts, for the runs that are committed from now on')
    .argument('<accounts...>', 'name=account; the account may be default', accountArgument)
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--dry-run', 'check the accounts and show them, without saving')
    .action(
      cli.verb((accounts: readonly NamedValue[], options: Options) =>
        changed(cli, { options, given: Object.fromEntries(accounts) }),
      ),
    );
  withExamples(set, [
    'paybeat accounts set earnings=Expenses:Salaries net_pay=Liabilities:Wages',
    'paybeat accounts set BONUS=6020 MEDICARE_EMPLOYER=6110 MEDICARE_EMPLOYER/liability=2210',
    'paybeat accounts set BONUS=default --company acme --dry-run',
  ]);
}

const accountArgument = namedValue('Write name=account, for instance earnings=6000.');

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
    const set = await setAccounts(world, { company: company.value, given, dryRun });
    if (!set.ok) return set;
    return answer({
      json: accountsShape(company.value, set.value),
      text: (page: Page) => {
        writeAccounts(page, set.value);
        if (dryRun) page.sentence(`\n${nothingWasSaved}`);
      },
    });
  });
}

const origins: Readonly<Record<ShownAccount['from'], string>> = {
  company: 'the company',
  pay_code: 'the pay code',
  default: 'the default',
  standard: 'the standard',
};

function writeAccounts(page: Page, { defaults, words, codes }: AccountsSet): void {
  const table = (title: string, accounts: readonly ShownAccount[]) => {
    page.table({
      columns: [
        { title },
        { title: 'account', isLong: true },
        { title: 'from' },
        { title: 'takes', isLong: true },
        { title: 'not for' },
      ],
      rows: accounts.map(({ name, account, from, takes, unfit }) => [
        ...[name, account, origins[from], takes, unfit.join(', ')],
      ]),
      whenEmpty: '',
    });
  };
  table('default', defaults);
  if (words.length > 0) {
    page.blank();
    table('word of pay codes', words);
  }
  page.blank();
  table('pay code', codes);
}
