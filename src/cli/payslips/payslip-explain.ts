/** `paybeat payslip explain RUN EMPLOYEE [LINE]` */

import type { Command } from 'commander';
import { explainedPayslipShape } from '#answers/explanations.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
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
          const { run, payslip, text } = explained.value;
          return answer({
            json: explainedPayslipShape(explained.value),
            text: (page) => {
              page.sentence(`${payslip.name} (${payslip.number}), run ${runId}, ${run.currency}`);
              page.blank();
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
