/** The JSON form of two explanations: whether a period is due, and how a payslip was calculated. */
import type { ExplainedPeriod } from '#operations/periods/explain-period.ts';
import type { ExplainedCorrection } from '#operations/runs/explain-correction.ts';
import type { PayslipExplained } from '#operations/runs/explain-payslip.ts';
import type { PreviewExplained } from '#operations/runs/explain-preview.ts';
import { personDifferenceShape } from './differences.ts';
import { periodShape } from './periods.ts';

export function explainedPeriodShape(explained: ExplainedPeriod): object {
  const { period, isDue, conditions, summary, payDateSteps } = explained;
  return {
    ...{ isDue, summary, conditions },
    steps: period.dueSteps ?? [],
    payDate: { on: period.payOn, nominalOn: period.nominalPayOn, steps: payDateSteps },
    inputCutoff: explained.inputCutoff,
    approvalDeadline: explained.approvalDeadline,
    stages: explained.stages,
    missing: explained.missing,
    period: periodShape(period),
  };
}

/** An activated period, and whether it is due at once. */
export function activatedPeriodShape({ period, isDue }: ExplainedPeriod): object {
  return { ...periodShape(period), isDue };
}

export function explainedPayslipShape(explained: PayslipExplained): object {
  const { run, payslip, json, correction } = explained;
  return {
    runId: run.runId,
    employee: payslip.number,
    payOn: run.payOn,
    currency: run.currency,
    stateTax: run.stateTax,
    ...json,
    correction: correction === null ? null : explainedCorrectionShape(correction),
  };
}

/** Of a payslip that does not exist yet. */
export function explainedPreviewShape(explained: PreviewExplained): object {
  const { period, number, currency, stateTax, warnings, json } = explained;
  return {
    ...{ periodId: period.periodId, employee: number, payOn: period.payOn },
    ...{ currency, stateTax, warnings },
    ...json,
  };
}

function explainedCorrectionShape(correction: ExplainedCorrection): object {
  const { corrects, pair, difference, codeOf, was } = correction;
  const { parts } = personDifferenceShape(difference, codeOf);
  return { corrects, pair, causes: parts, was: was.json };
}
