/** The methods that show and explain payslips, and that compare runs. */
import { differencesShape } from '#answers/differences.ts';
import { explainedPayslipShape } from '#answers/explanations.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { payslipShape, payslipsShape } from '#answers/payslips.ts';
import { type AskDifferences, showDifferences } from '#operations/judgement/show-differences.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { listPayslips } from '#operations/runs/list-payslips.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import type { MethodContext, OfCompany } from './context.ts';

const listMax = 100;
const pageLimit = 1_000;

export interface PayslipsToList extends OfCompany {
  readonly runId?: number;
  readonly periodId?: number;
  /** Employee number. */
  readonly employee?: string;
  /** The first and the last pay date, both included. */
  readonly fromOn?: Temporal.PlainDate;
  readonly toOn?: Temporal.PlainDate;
  /** `next` of the page before. */
  readonly after?: string;
  /** Payslips in a page: 1,000 by default. */
  readonly limit?: number;
}

export function differencesIn({ world }: MethodContext) {
  return {
    /** Compares a run with the last run of its schedule: each difference with its cause. */
    differences: async (ask: Pick<AskDifferences, 'runId'> & Partial<AskDifferences>) =>
      answerShownAs(
        await showDifferences(world, { employee: null, cause: null, limit: listMax, ...ask }),
        differencesShape,
      ),
  };
}

export function payslipsIn({ world }: MethodContext) {
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
    /** Lists payslips, the newest run first, in pages: pass `next` of a page as `after` of the following one. */
    list: async (ask: PayslipsToList = {}) => {
      const { company = null, runId = null, periodId = null, employee = null, after = null } = ask;
      const { fromOn = null, toOn = null, limit = pageLimit } = ask;
      const of = { company, runId, periodId, employee, fromOn, toOn, after, limit };
      return answerShownAs(await listPayslips(world, of), payslipsShape);
    },
  };
}
