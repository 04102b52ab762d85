/** `paybeat payslip show RUN EMPLOYEE` */

import type { Command } from 'commander';
import { plainAmount } from '#cli/amounts.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { showPayslipTable } from '#cli/payslip-table.ts';
import { stateTaxSentence } from '#cli/run-view.ts';
import { answer } from '#errors.ts';
import { runNotFound } from '#operations/control-run.ts';
import { noPayslip } from '#operations/explain-payslip.ts';
import { payCodes } from '#operations/pay-codes.ts';
import type { PayslipDetail, RunRow } from '#store/reads/runs.ts';
import { exceptionOf, payslipOf, runById } from '#store/reads/runs.ts';

interface Line {
  readonly code: string;
  readonly kind: string;
  readonly title: string;
  readonly amountMinor: bigint;
  readonly yearToDateMinor: bigint;
}

export function registerPayslipShow(program: Command, cli: CliContext): void {
  const command = group(program, 'payslip', "one employee's result in one run")
    .command('show')
    .description('show a payslip line by line')
    .argument('<run>', 'number of the run', rowNumber)
    .argument('<employee>', "the employee's number, as in the roster")
    .action(
      cli.verb(async (runId: number, number: string) =>
        cli.withWorld(async (world) => {
          const found = await world.store.read('every company', async (at) => ({
            run: await runById(at, runId),
            payslip: await payslipOf(at, { runId, number }),
            exception: await exceptionOf(at, { runId, number }),
          }));
          const { run, payslip } = found;
          if (!run) return runNotFound(runId);
          if (!payslip) return noPayslip(run, { number, exception: found.exception });
          const lines = linesOf(payslip);
          return answer({
            json: payslipJson(payslip, { run, lines }),
            text: (page) => showPayslip(page, { payslip, run, lines }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat payslip show 3 HB04', 'paybeat payslip show 3 HB04 --json']);
}

function linesOf(payslip: PayslipDetail): readonly Line[] {
  const yearToDate = new Map(
    payslip.ytdCodes.map((code, place) => [code, payslip.ytdAmounts[place] ?? 0n]),
  );
  return payslip.lineCodes.map((id, place) => {
    const code = payCodes().byId.get(id);
    return {
      code: code?.code ?? String(id),
      kind: code?.kind ?? 'unknown',
      title: code?.title ?? `pay code ${id}`,
      amountMinor: payslip.lineAmounts[place] ?? 0n,
      yearToDateMinor: yearToDate.get(id) ?? 0n,
    };
  });
}

function payslipJson(
  payslip: PayslipDetail,
  ask: { readonly run: RunRow; readonly lines: readonly Line[] },
): Readonly<Record<string, unknown>> {
  const { run, lines } = ask;
  const amount = (minor: bigint): string | null => plainAmount(minor, run.currency);
  return {
    runId: run.runId,
    periodId: run.periodId,
    company: run.companyCode,
    state: run.state,
    employee: payslip.number,
    name: payslip.name,
    startOn: run.startOn,
    endOn: run.endOn,
    payOn: run.payOn,
    currency: run.currency,
    lines: lines.map(({ code, kind, title, amountMinor, yearToDateMinor }) => ({
      code,
      kind,
      title,
      amount: amount(amountMinor),
      yearToDate: amount(yearToDateMinor),
    })),
    gross: amount(payslip.grossMinor),
    reimbursements: amount(payslip.reimbursementsMinor),
    deductions: amount(payslip.deductionsMinor),
    taxes: amount(payslip.taxesMinor),
    employer: amount(payslip.employerMinor),
    net: amount(payslip.netMinor),
    stateTax: run.stateTax,
    warnings: payslip.warnings,
  };
}

function showPayslip(
  page: Page,
  ask: {
    readonly payslip: PayslipDetail;
    readonly run: RunRow;
    readonly lines: readonly Line[];
  },
): void {
  const { payslip, run, lines } = ask;
  page.sentence(`${payslip.name} (${payslip.number}), ${run.companyCode}`);
  page.sentence(
    `${run.startOn} to ${run.endOn}, paid ${run.payOn}; run ${run.runId}, ${run.state}`,
  );
  page.blank();
  showPayslipTable(page, { ...payslip, currency: run.currency, lines });
  for (const warning of payslip.warnings) page.sentence(`Warning: ${warning}`);
  page.sentence(stateTaxSentence);
}
