/**
 * When a line can be calculated, and what its base may be made of.
 */

import type { AmountRule, PayCode } from './pay-code.ts';

/** Pseudo positions of the three words that a base knows. */
export const GROSS = -1;
export const DISPOSABLE = -2;
export const NET = -3;

export const baseWords: Readonly<Record<string, number>> = {
  gross: GROSS,
  disposable: DISPOSABLE,
  net: NET,
};

/** Millionths of a percent in one: a percentage times a base is divided by this. */
export const percentScale = 100_000_000n;

/** When a line can be calculated; a line's base comes from earlier stages or earlier in its own. */
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

/** The stage of a definition, from its kind, its rule and whether it comes before taxes. */
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

/** The names a definition's amount rests on, without a leading minus. */
export function namesInBase(rule: AmountRule): readonly string[] {
  const names = 'of' in rule ? rule.of.map((name) => name.replace(/^-/, '')) : [];
  return rule.by === 'match' ? [rule.matches, ...names] : names;
}

export function isWord(name: string): boolean {
  return Object.hasOwn(baseWords, name);
}
