/** The methods that show and explain payslips, and that compare runs. */
import { differencesShape } from '#answers/differences.ts';
import { explainedPayslipShape } from '#answers/explanations.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { payslipShape } from '#answers/payslips.ts';
import { type AskDifferences, showDifferences } from '#operations/judgement/show-differences.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import type { LibraryContext } from './context.ts';

const listMax = 100;

export function differencesIn({ world }: LibraryContext) {
  return {
    /** Compares a run with the last run of its schedule: each difference with its cause. */
    differences: async (ask: Pick<AskDifferences, 'runId'> & Partial<AskDifferences>) =>
      answerShownAs(
        await showDifferences(world, { employee: null, cause: null, limit: listMax, ...ask }),
        differencesShape,
      ),
  };
}

export function payslipsIn({ world }: LibraryContext) {
  return {
    /** Shows a stored payslip. */
    show: async (ask: { readonly runId: number; readonly number: string }) =>
      answerShownAs(await showPayslip(world, ask), payslipShape),
    /** Explains how each line of a payslip was calculated, or only `line`. */
    explain: async (ask: {
      readonly runId: number;
      readonly number: string;
      readonly line?: string;
    }) => answerShownAs(await explainPayslip(world, { line: null, ...ask }), explainedPayslipShape),
  };
}
