/** `paybeat payslip explain RUN EMPLOYEE [LINE]` */

import type { Command } from 'commander';
import { explainedPayslipShape } from '#answers/explanations.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { showPairs } from '#cli/views/correction-view.ts';
import { showPeople } from '#cli/views/differences-view.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import type { ExplainedCorrection } from '#operations/runs/explain-correction.ts';
import { explainPayslip, type PayslipExplained } from '#operations/runs/explain-payslip.ts';
import { payslipNoun } from './payslip-show.ts';

export function registerPayslipExplain(program: Command, cli: CliContext): void {
  const command = group(program, 'payslip', payslipNoun)
    .command('explain')
    .description('explain each line: inputs, rule, tax table, arithmetic, rounding')
    .argument('<run>', 'number of the run', rowNumber)
    .argument('<employee>', "the employee's number, as in the roster")
    .argument('[line]', 'only this pay code, for example SALARY')
    .action(
      cli.verb(async (runId: number, number: string, line: string | undefined) =>
        cli.withWorld(async (world) => {
          const explained = await explainPayslip(world, { runId, number, line: line ?? null });
          if (!explained.ok) return explained;
          const { run, payslip, text, correction } = explained.value;
          return answer({
            json: explainedPayslipShape(explained.value),
            text: (page) => {
              page.sentence(`${payslip.name} (${payslip.number}), run ${runId}, ${run.currency}`);
              page.blank();
              if (correction !== null) showCorrected(page, { correction, run });
              for (const step of text) page.sentence(step);
              page.blank();
              page.sentence('Checked: recalculating from the run’s inputs gives the same result.');
              sayRegionalTaxes(page, run.currency);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat payslip explain 3 HB04',
    'paybeat payslip explain 3 HB04 SALARY',
  ]);
}

/** The pair and the causes of its difference, and then how the payslip was calculated before. */
function showCorrected(
  page: Page,
  of: { readonly correction: ExplainedCorrection } & Pick<PayslipExplained, 'run'>,
): void {
  const { correction, run } = of;
  const { corrects, pair, difference, was } = correction;
  const { currency, timeZone } = run;
  page.sentence(`It is what run ${corrects} should have paid, less what it paid:`);
  showPairs(page, [pair], currency);
  page.blank();
  showPeople(page, {
    ...correction,
    byCause: [],
    largest: [difference],
    currency,
    timeZone,
  });
  page.blank();
  page.sentence(`How run ${corrects} calculated the payslip, with its corrections until then:`);
  for (const step of was.text) page.sentence(step);
  page.blank();
  page.sentence('How it should have been:');
}
