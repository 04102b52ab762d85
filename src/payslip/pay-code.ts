/**
 * Pay codes: what a payslip line is, as data.
 *
 * A definition is plain JSON (decimal strings, no bigint), so that a company can keep its own
 * in a file. `compilePayCodes` checks a whole list and answers with all problems at once.
 *
 * Elsewhere: the codes a company starts with (built-in-pay-codes.ts), how a rule turns into an
 * amount (calculate-payslip.ts), the codes a country's taxes write (taxes/).
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { RoundingMode } from '#money/rounding.ts';

export { builtInPayCodes } from './built-in-pay-codes.ts';

export type PayCodeKind =
  | 'earning'
  | 'deduction'
  | 'tax'
  | 'employer_contribution'
  | 'reimbursement'
  | 'information';

/**
 * How an amount comes about. An item's own amount, where there is one, goes before the rule.
 *
 * `salary`    the period's share of the annual salary, prorated for a part of the period
 * `hours`     hours × rate × multiplier; the rate is the item's or the employee's
 * `amount`    the item's amount, and nothing else
 * `percent`   the item's percentage of a base: `gross`, or pay codes by name
 * `tax_pack`  written by the country's taxes
 */
export type AmountRule =
  | { readonly by: 'salary' }
  | { readonly by: 'hours'; readonly multiplier: string }
  | { readonly by: 'amount' }
  | { readonly by: 'percent'; readonly of: readonly string[] }
  | { readonly by: 'tax_pack' };

/** How taxes look at an earning: with the period's regular wages, or as supplemental wages. */
export type WageTreatment = 'regular' | 'supplemental';

export interface PayCodeDefinition {
  /** Small, unique, and for ever: payslips store it. 1–999 are built in, a company's begin at 1000. */
  readonly id: number;
  /** Capital letters, digits and underscores. */
  readonly code: string;
  readonly kind: PayCodeKind;
  readonly title: string;
  readonly amount: AmountRule;
  /** Of an earning; regular unless said otherwise. */
  readonly wages?: WageTreatment;
  /** Taxes that leave this earning out, or that this deduction comes before. */
  readonly exemptFrom?: readonly string[];
  /** How an amount becomes whole minor units; half_up unless said otherwise. */
  readonly rounding?: RoundingMode;
  /** Account of the general ledger that the line is posted to. */
  readonly journalAccount: string;
}

export type PayCode = PayCodeDefinition;

export interface PayCodes {
  /** In the order in which a payslip shows its lines. */
  readonly all: readonly PayCode[];
  readonly byId: ReadonlyMap<number, PayCode>;
  readonly byCode: ReadonlyMap<string, PayCode>;
}

const KIND_ORDER: Readonly<Record<PayCodeKind, number>> = {
  earning: 1,
  reimbursement: 2,
  deduction: 3,
  tax: 4,
  employer_contribution: 5,
  information: 6,
};

/** Refuses `invalid_pay_codes`, with an issue for every problem in the list. */
export function compilePayCodes(definitions: readonly PayCodeDefinition[]): Answer<PayCodes> {
  const byId = new Map<number, PayCode>();
  const byCode = new Map<string, PayCode>();
  const issues: Issue[] = [];
  definitions.forEach((definition, index) => {
    const { id, code } = definition;
    if (byId.has(id)) {
      issues.push({ pointer: `/${index}/id`, code: 'duplicate_id', message: `${id} is taken` });
    }
    if (byCode.has(code)) {
      issues.push({
        pointer: `/${index}/code`,
        code: 'duplicate_code',
        message: `${code} is taken`,
      });
    }
    byId.set(id, definition);
    byCode.set(code, definition);
  });
  if (issues.length > 0) {
    return refuse({
      family: 'invalid',
      code: 'invalid_pay_codes',
      message: 'the pay codes cannot be used as they stand',
      issues,
    });
  }
  const all = [...definitions].sort(
    (a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || a.id - b.id,
  );
  return answer({ all, byId, byCode });
}
