/** `paybeat payslip show RUN EMPLOYEE` */

import type { Command } from 'commander';
import { payslipShape } from '#answers/payslips.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { showPayslipTable } from '#cli/views/payslip-table.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { type ShownPayslip, showPayslip } from '#operations/runs/show-payslip.ts';

export const payslipNoun = 'show, explain or list payslips';

export function registerPayslipShow(program: Command, cli: CliContext): void {
  const command = group(program, 'payslip', payslipNoun)
    .alias('payslips')
    .command('show')
    .description('show a payslip line by line')
    .argument('<run>', 'number of the run', rowNumber)
    .argument('<employee>', "the employee's number, as in the roster")
    .option('--all', 'also show lines of zero')
    .action(
      cli.verb(async (runId: number, number: string, options: { readonly all?: boolean }) =>
        cli.withWorld(async (world) => {
          const found = await showPayslip(world, { runId, number });
          if (!found.ok) return found;
          const { value } = found;
          const isAll = options.all === true;
          return answer({
            json: payslipShape(value),
            text: (page) => pagePayslip(page, value, isAll),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat payslip show 3 HB04', 'paybeat payslip show 3 HB04 --json']);
}

const beginnings = {
  none: 'the first pay date in Paybeat',
  whole: 'including opening balances',
  partial:
    'the first pay date in Paybeat; the opening balances are incomplete and used only for yearly limits',
};

function reversedInWords({ runId, state }: NonNullable<ShownPayslip['reversedBy']>): string {
  return state === 'committed'
    ? `Run ${runId} has reversed it.`
    : `Run ${runId} is to reverse it, and is not committed yet.`;
}

function pagePayslip(page: Page, shown: ShownPayslip, isAll: boolean): void {
  const { payslip, run, lines, yearToDate, reversedBy, correctedBy } = shown;
  page.sentence(`${payslip.name} (${payslip.number}), ${run.companyCode}`);
  page.sentence(
    `${run.startOn} to ${run.endOn}, paid ${run.payOn}; run ${run.runId}, ${run.state}`,
  );
  if (run.reverses !== null) page.sentence(`It reverses the payslip of run ${run.reverses}.`);
  if (run.corrects !== null) {
    page.sentence(`It is what run ${run.corrects} should have paid, less what it paid.`);
  }
  for (const one of correctedBy) page.sentence(`Run ${one} has corrected it.`);
  if (reversedBy !== null) page.sentence(reversedInWords(reversedBy));
  page.blank();
  showPayslipTable(page, { ...payslip, currency: run.currency, lines, yearToDate }, { isAll });
  const { since, openingBalances, countsLater, lacksEarlier } = yearToDate;
  page.sentence(`Year to date since ${since}: ${beginnings[openingBalances]}.`);
  for (const { runId, payOn } of countsLater) {
    page.sentence(`It counts run ${runId}, paid ${payOn}: that was committed before this one.`);
  }
  for (const { runId, payOn } of lacksEarlier) {
    page.sentence(`It does not count run ${runId}, paid ${payOn}: that was committed after it.`);
  }
  for (const warning of payslip.warnings) page.sentence(`Warning: ${warning}`);
  sayRegionalTaxes(page, run.currency);
}
