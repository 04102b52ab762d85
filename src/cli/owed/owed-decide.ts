/** `paybeat owed pay|drop|take-back EMPLOYEE`: what settles pay for earlier periods, by a person's decision. */
import type { Command } from 'commander';
import type { ListedCompany } from '#answers/companies.ts';
import { owedDecidedShape } from '#answers/owed.ts';
import { dateArgument, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { carryOutOffCycle, howOffCycle } from '#cli/off-cycle.ts';
import type { Page } from '#cli/output.ts';
import { amountInWords } from '#cli/views/amounts.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import {
  type DecideOwed,
  dropOwed,
  type OwedDecided,
  payOwed,
  takeBackOwed,
} from '#operations/judgement/decide-owed.ts';
import { payOwedNow } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';

import { owedNoun } from './owed-list.ts';

interface Options {
  readonly offCycle?: boolean;
  readonly on?: Temporal.PlainDate;
  readonly company?: string;
  readonly period?: number;
  readonly amount?: string;
  readonly instalment?: string;
  readonly stop?: boolean;
  readonly why: string;
  readonly dryRun?: boolean;
}

export function registerOwedDecide(program: Command, cli: CliContext): void {
  withExamples(
    aboutAmounts(
      verb(program, {
        name: 'pay',
        description:
          'let the next regular run pay an amount that waits for a person, or pay it now',
      }),
    )
      .option('--off-cycle', 'pay everything that is owed to the person now, in an off-cycle run')
      .option('--on <date>', 'pay date of the off-cycle run', dateArgument)
      .action(cli.verb((number: string, options: Options) => pay(cli, { number, options }))),
    [
      "paybeat owed pay HB04 --why 'hired in March, entered in June' --dry-run",
      "paybeat owed pay HB04 --off-cycle --on 2026-12-18 --why 'has left' --dry-run",
    ],
  );
  withExamples(
    aboutAmounts(
      verb(program, {
        name: 'drop',
        description: 'declare that an amount is not owed, or need not be paid back',
      }),
    ).action(
      cli.verb((number: string, options: Options) =>
        decide(cli, { number, options, act: dropOwed }),
      ),
    ),
    [
      "paybeat owed drop HB04 --why 'paid by bank transfer' --dry-run",
      "paybeat owed drop HB04 --period 3 --amount 140.00 --why 'paid by bank transfer'",
    ],
  );
  const takeBack = verb(program, {
    name: 'take-back',
    description: 'take back in instalments what was paid too much',
  })
    .option('--instalment <amount>', 'for each run: an amount, or a percentage of gross pay')
    .option('--stop', 'take nothing more back')
    .action(cli.verb((number: string, options: Options) => takenBack(cli, { number, options })));
  withExamples(takeBack, [
    "paybeat owed take-back HB04 --instalment 100.00 --why 'agreed on 3 June' --dry-run",
    "paybeat owed take-back HB04 --instalment 10% --why 'agreed on 3 June'",
    "paybeat owed take-back HB04 --stop --why 'left without pay to deduct from'",
  ]);
}

function verb(
  program: Command,
  { name, description }: { readonly name: string; readonly description: string },
): Command {
  return group(program, 'owed', owedNoun)
    .command(name)
    .description(description)
    .argument('<employee>', 'number of the employee')
    .option('--company <code>', 'code of the company; needed if there are several')
    .requiredOption('--why <text>', 'the reason, for the audit chain')
    .option('--dry-run', 'show what would be decided, without saving');
}

function aboutAmounts(command: Command): Command {
  return command
    .option('--period <id>', 'only the amount for this paid period', rowNumber)
    .option('--amount <amount>', 'the sum that you saw; another sum is refused');
}

function decide(
  cli: CliContext,
  ask: { readonly number: string; readonly options: Options; readonly act: typeof payOwed },
): Promise<VerbAnswer> {
  const { number, options, act } = ask;
  return onCompany(cli, options, (world, company) => {
    const of: DecideOwed = {
      ...{ company, number, why: options.why, dryRun: options.dryRun === true },
      ...{ periodId: options.period ?? null, seen: options.amount ?? null },
    };
    return act(world, of);
  });
}

async function pay(
  cli: CliContext,
  { number, options }: { readonly number: string; readonly options: Options },
): Promise<VerbAnswer> {
  const { offCycle = false, on, period, why } = options;
  if (!offCycle && on === undefined) return decide(cli, { number, options, act: payOwed });
  if (!offCycle || on === undefined) return needsBoth();
  if (period !== undefined) return paysEverything();
  return carryOutOffCycle(cli, async (world, drive) => {
    const company = await findCompany(world, options.company ?? null);
    if (!company.ok) return company;
    const ask = { company: company.value, number, payOn: on, why, seen: options.amount ?? null };
    return payOwedNow(world, { ...ask, ...howOffCycle(cli, options) }, drive);
  });
}

function needsBoth(): Refused {
  return refuse({
    family: 'usage',
    code: 'pay_date_missing',
    message: '--off-cycle and --on belong together',
    hint: 'give both, or none of them: then the next regular run pays',
  });
}

function paysEverything(): Refused {
  return refuse({
    family: 'usage',
    code: 'conflicting_options',
    message:
      'an off-cycle run pays everything that is owed to the person, so --period has no effect',
    hint: 'leave --period out; to leave a period unpaid, drop its amount first',
  });
}

function takenBack(
  cli: CliContext,
  { number, options }: { readonly number: string; readonly options: Options },
): Promise<VerbAnswer> {
  return onCompany(cli, options, (world, company) => {
    const instalment = options.stop === true ? null : (options.instalment ?? '');
    const dryRun = options.dryRun === true;
    return takeBackOwed(world, { company, number, why: options.why, dryRun, instalment });
  });
}

function onCompany(
  cli: CliContext,
  options: Options,
  act: (world: World, company: ListedCompany) => Promise<Answer<OwedDecided>>,
): Promise<VerbAnswer> {
  return cli.withWorld(async (world): Promise<VerbAnswer> => {
    const company = await findCompany(world, options.company ?? null);
    if (!company.ok) return company;
    const decided = await act(world, company.value);
    if (!decided.ok) return decided;
    const { value } = decided;
    return answer({ json: owedDecidedShape(value), text: (page) => showDecided(page, value) });
  });
}

function showDecided(page: Page, { company, number, written, ...decided }: OwedDecided): void {
  const { decision, amounts, totalMinor, instalment } = decided;
  const { currency } = company;
  const total = amountInWords(totalMinor < 0n ? -totalMinor : totalMinor, currency);
  const sentences = {
    pay: `The next regular run pays ${number} ${total}.`,
    drop:
      totalMinor < 0n
        ? `${number} need not pay back ${total}.`
        : `${total} is not owed to ${number}.`,
    take_back: `The next runs take back ${total} from ${number}, ${instalment ?? ''} each.`,
    stop: `Nothing more is taken back from ${number}.`,
  };
  page.table({
    columns: [
      { title: 'run', align: 'right' },
      { title: 'period', align: 'right' },
      { title: 'amount', align: 'right', isKept: true },
    ],
    rows: amounts.map((one) => [
      String(one.runId),
      String(one.periodId),
      amountInWords(one.amountMinor, currency),
    ]),
    whenEmpty: 'There are no amounts.',
  });
  page.sentence(sentences[decision]);
  if (decision === 'take_back' && decided.hasLeft) {
    page.sentence(`${number} has left, and a run pays them only what is entered for them.`);
  }
  if (!written) page.sentence(nothingWasSaved);
}
