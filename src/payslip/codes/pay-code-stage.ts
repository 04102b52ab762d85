/**
 * The stages of a calculation, and what the base of a line may contain.
 */

import type { AmountRule, PayCode } from './pay-code.ts';

/** Slots of the three words that a base can contain. They are negative, so no pay code has them. */
export const GROSS = -1;
export const DISPOSABLE = -2;
export const NET = -3;

export const baseWords: Readonly<Record<string, number>> = {
  gross: GROSS,
  disposable: DISPOSABLE,
  net: NET,
};

/** A percentage (in millionths of a percent) times a base is divided by this. */
export const percentScale = 100_000_000n;

/**
 * When a line is calculated. Its base may contain lines of earlier stages, or earlier lines of its
 * stage.
 */
export type Stage = 'pay' | 'pay_on_pay' | 'pretax' | 'pack' | 'tax' | 'posttax' | 'employer';

export const stages: readonly Stage[] = [
  'pay',
  'pay_on_pay',
  'pretax',
  'pack',
  'tax',
  'posttax',
  'employer',
];

/**
 * The stage of a definition. It follows from the kind, the rule, and whether the code comes before
 * taxes.
 */
export function stageOf(code: PayCode): Stage {
  if (code.amount.by === 'tax_pack') return 'pack';
  switch (code.kind) {
    case 'earning':
      return code.amount.by === 'percent' ? 'pay_on_pay' : 'pay';
    case 'reimbursement':
      return 'pay';
    case 'information':
      if (code.amount.by !== 'percent') return 'pay';
      return code.wages === undefined ? 'employer' : 'pay_on_pay';
    case 'deduction':
      return (code.exemptFrom ?? []).length > 0 ? 'pretax' : 'posttax';
    case 'tax':
      return 'tax';
    case 'employer_contribution':
      return 'employer';
  }
}

/** The names in the base of a rule, without a leading minus. */
export function namesInBase(rule: AmountRule): readonly string[] {
  const names = 'of' in rule ? rule.of.map((name) => name.replace(/^-/, '')) : [];
  return rule.by === 'match' ? [rule.matches, ...names] : names;
}

export function isWord(name: string): boolean {
  return Object.hasOwn(baseWords, name);
}
