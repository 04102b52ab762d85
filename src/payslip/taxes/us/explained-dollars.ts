/** What the explanations of United States taxes are built from. */
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';

/** A step that is only its amount. Whoever uses it adds the rule and the rest. */
export function dollarStep(title: string, amountMinor: Minor): Explanation {
  return {
    ...{ title, amountMinor, rule: '', inputs: [], table: null },
    ...{ arithmetic: dollars(amountMinor), rounding: null, children: [] },
  };
}

export function dollars(amountMinor: Minor): string {
  return formatAmount(amountMinor, USD);
}
