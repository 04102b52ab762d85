/**
 * An explanation as text for a terminal: one line for each step, with its children indented below.
 */

import { type Currency, formatAmount } from '#money/minor.ts';
import type { ExplainedPayslip } from './explain-payslip.ts';
import type { Explanation } from './explanation.ts';

/**
 * The text of a whole payslip, or of one line by its pay code. Empty if the payslip has no such
 * line.
 */
export function explanationText(
  explained: ExplainedPayslip,
  ask: { readonly currency: Currency; readonly code?: string },
): readonly string[] {
  const { currency, code } = ask;
  const lines = explained.lines
    .filter((line) => code === undefined || line.code === code)
    .flatMap(({ explanation }) => stepText(explanation, { currency, depth: 0 }));
  if (code !== undefined) return lines;
  return [explained.gross, explained.net].reduce(
    (text, total) => [...text, ...stepText(total, { currency, depth: 0 })],
    lines,
  );
}

function stepText(
  step: Explanation,
  { currency, depth }: { readonly currency: Currency; readonly depth: number },
): readonly string[] {
  const indent = '  '.repeat(depth);
  const amount = step.amountMinor === null ? '' : `  ${formatAmount(step.amountMinor, currency)}`;
  const rounding = step.rounding === null ? '' : ` (${step.rounding})`;
  const inputs = step.inputs.map(({ name, value }) => `${name} ${value}`).join(', ');
  return [
    `${indent}${step.title}${amount}`,
    ...(step.rule === '' ? [] : [`${indent}    ${step.rule}`]),
    ...(inputs === '' ? [] : [`${indent}    ${inputs}`]),
    `${indent}    ${step.arithmetic}${rounding}`,
    ...(step.table === null ? [] : [`${indent}    ${step.table.id}: ${step.table.source}`]),
    ...step.children.flatMap((child) => stepText(child, { currency, depth: depth + 1 })),
  ];
}
