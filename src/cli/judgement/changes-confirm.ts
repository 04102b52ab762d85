/** `paybeat changes confirm EMPLOYEE…`: says that exactly these changes are right. */
import type { Command } from 'commander';
import { confirmedShape } from '#answers/changes.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { spellAction } from '#cli/spell-action.ts';
import { changeCells, changeTableColumns } from '#cli/views/change-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { type ConfirmedChanges, confirmChanges } from '#operations/judgement/confirm-changes.ts';
import { counted } from '#text/counted.ts';
import { changeKindArgument, changesGroup, type WhatOption } from './changes-words.ts';

interface Options extends WhatOption {
  readonly company?: string;
  readonly revision?: number;
  readonly why: string;
  readonly dryRun?: boolean;
}

export function registerChangesConfirm(program: Command, cli: CliContext): void {
  const command = group(program, 'changes', changesGroup)
    .command('confirm')
    .description('confirm changes that another person entered; then no run stops because of them')
    .argument('<employees...>', 'employee numbers')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--what <kind>', 'only pay, hours, item or dates', changeKindArgument)
    .option('--revision <number>', "only this revision, from 'changes list'", rowNumber)
    .requiredOption('--why <text>', 'why it is right; recorded in the audit log', someText)
    .option('--dry-run', 'show what would be confirmed, without saving')
    .action(
      cli.verb((numbers: readonly string[], options: Options) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { what = null, revision = null, why, dryRun = false } = options;
          const ask = { company: company.value, numbers, what, revision, why, dryRun };
          const done = await confirmChanges(world, ask);
          if (!done.ok) return done;
          const { confirmed } = done.value;
          return answer({
            json: confirmedShape(company.value, done.value, { dryRun }),
            text: (page) => {
              if (confirmed.length > 0) {
                page.table({
                  columns: changeTableColumns,
                  rows: confirmed.map((one) => changeCells(one, company.value.currency)),
                  whenEmpty: '',
                });
              }
              for (const sentence of outcome(done.value, dryRun)) page.sentence(sentence);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    "paybeat changes confirm HB04 --why 'new role, see the contract' --dry-run",
    "paybeat changes confirm HB04 HB07 --what pay --revision 41 --why 'yearly raise'",
  ]);
}

function outcome(
  { confirmed, before, waiting, holding }: ConfirmedChanges,
  dryRun: boolean,
): readonly string[] {
  const already = counted(before.length, 'change');
  if (confirmed.length === 0) return [`Nothing to do: ${already} confirmed before.`];
  const those = counted(confirmed.length, 'change');
  const said = [dryRun ? `${those} would be confirmed. ${nothingWasSaved}` : `Confirmed ${those}.`];
  if (before.length > 0) said.push(`${already} confirmed before.`);
  if (dryRun) return said;
  for (const { runId: run, state } of waiting) {
    if (state !== 'review' && state !== 'failed') continue;
    const again = spellAction({ action: 'recalculate_run', run });
    said.push(`Run ${run} was calculated before. To calculate it with what is confirmed: ${again}`);
  }
  for (const run of holding) {
    const pay = spellAction({ action: 'pay_held', run });
    said.push(`Run ${run} held some of these people. To pay them: ${pay}`);
  }
  return said;
}
