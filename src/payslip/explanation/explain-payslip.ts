/**
 * Explains a payslip: each line is a tree of steps, calculated again from the frozen inputs.
 *
 * It repeats the run's calculation and records each step. If the amount of a tree differs from its
 * line, it throws a `Bug`. It is too slow for calculating a run.
 */

import { type Answer, answer, assert } from '#errors.ts';
import { type CalculatorAsk, openCalculation } from '#payslip/calculate-payslip.ts';
import type { Held, Payslip } from '#payslip/payslip.ts';
import type { PayslipFacts, PayslipInput } from '#payslip/payslip-input.ts';
import { amountText } from '#payslip/text.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import type { Explanation } from './explanation.ts';

interface ExplainedLine {
  readonly payCodeId: number;
  readonly code: string;
  readonly explanation: Explanation;
}

export interface ExplainedPayslip {
  readonly kind: 'explained';
  readonly payslip: Payslip;
  /** In the payslip's order, one for each line. */
  readonly lines: readonly ExplainedLine[];
  readonly gross: Explanation;
  readonly net: Explanation;
}

/**
 * Explains every line of a payslip. Refusals: those of `payslipCalculator`. A held employee has no
 * lines, so the answer is then the hold.
 */
export function explainLines<Facts extends PayslipFacts = PayslipInput>(
  ask: CalculatorAsk<Facts>,
  input: Facts,
): Answer<ExplainedPayslip | Held> {
  const steps = new Map<number, Explanation[]>();
  const opened = openCalculation(ask, {
    step(slot, explanation) {
      const told = steps.get(slot) ?? [];
      told.push(explanation());
      steps.set(slot, told);
    },
  });
  if (!opened.ok) return opened;
  const calculation = opened.value;
  const outcome = calculation.payslip(input);
  if (outcome.kind === 'held') return answer(outcome);
  const { payslip } = outcome;
  const { sheet } = calculation;
  const lines = payslip.lines.map(({ payCodeId, amountMinor }): ExplainedLine => {
    const code = sheet.codes.find(({ id }) => id === payCodeId);
    assert(code !== undefined, `pay code ${payCodeId} of a line is one of the run`);
    const explanation = joined(code.code.title, steps.get(code.slot) ?? [], sheet);
    assert(
      explanation.amountMinor === amountMinor,
      `the explanation of ${code.code.code} is ${explanation.amountMinor}, its line ${amountMinor}`,
    );
    return { payCodeId, code: code.code.code, explanation };
  });
  return answer({
    kind: 'explained',
    payslip,
    lines,
    gross: explainGross(sheet, lines),
    net: explainNet(sheet),
  });
}

/** Joins the explanations of several items with one pay code, whose line is their sum. */
function joined(title: string, told: readonly Explanation[], sheet: Worksheet): Explanation {
  const [only] = told;
  assert(only !== undefined, `the line ${title} was explained`);
  if (told.length === 1) return only;
  const amountMinor = told.reduce((sum, { amountMinor: part }) => sum + (part ?? 0n), 0n);
  const sum = told.map((part) => amountText(part.amountMinor ?? 0n, sheet)).join(' + ');
  return {
    title,
    amountMinor,
    rule: 'the sum of the lines below',
    inputs: [],
    table: null,
    arithmetic: `${sum} = ${amountText(amountMinor, sheet)}`,
    rounding: null,
    children: told,
  };
}

function explainGross(sheet: Worksheet, lines: readonly ExplainedLine[]): Explanation {
  const earnings = lines.filter(
    ({ payCodeId }) => sheet.codes.find(({ id }) => id === payCodeId)?.kind === 'earning',
  );
  const sum = earnings.map(({ explanation }) => amountText(explanation.amountMinor ?? 0n, sheet));
  return {
    title: 'Gross pay',
    amountMinor: sheet.grossMinor,
    rule: 'the sum of the earnings',
    inputs: earnings.map(({ explanation }) => ({
      name: explanation.title,
      value: amountText(explanation.amountMinor ?? 0n, sheet),
    })),
    table: null,
    arithmetic: `${sum.join(' + ') || '0'} = ${amountText(sheet.grossMinor, sheet)}`,
    rounding: null,
    children: [],
  };
}

function explainNet(sheet: Worksheet): Explanation {
  const parts = [
    { name: 'gross pay', value: amountText(sheet.grossMinor, sheet) },
    { name: 'reimbursements', value: amountText(sheet.reimbursementsMinor, sheet) },
    { name: 'deductions', value: amountText(sheet.deductionsMinor, sheet) },
    { name: 'taxes', value: amountText(sheet.taxesMinor, sheet) },
  ];
  const [gross, reimbursements, deductions, taxes] = parts.map(({ value }) => value);
  return {
    title: 'Net pay',
    amountMinor: sheet.netMinor,
    rule: 'gross pay + reimbursements − deductions − taxes',
    inputs: parts,
    table: null,
    arithmetic: `${gross} + ${reimbursements} − ${deductions} − ${taxes} = ${amountText(sheet.netMinor, sheet)}`,
    rounding: null,
    children: [],
  };
}
