/**
 * Whether a limit that an item states for its person fits its pay code.
 */
import type { PayCodeDefinition } from './codes/pay-code.ts';
import type { PersonLimits } from './taxes/person-limits.ts';

interface LimitProblem {
  /** What is wrong of the two. */
  readonly of: 'limit' | 'limit_for';
  readonly code: 'not_for_pay_code';
  readonly message: string;
}

/** Null: it fits, or the pay code is not known. */
export function limitProblem(
  stated: { readonly limit: unknown; readonly limitFor: string | null | undefined },
  at: {
    readonly code: PayCodeDefinition | undefined;
    readonly limits: PersonLimits | null;
  },
): LimitProblem | null {
  const { code, limits } = at;
  if (code === undefined) return null;
  const limitFor = stated.limitFor ?? null;
  if (code.kind !== 'deduction' && code.kind !== 'employer_contribution') {
    const of = stated.limit === undefined || stated.limit === null ? 'limit_for' : 'limit';
    const message = `${code.code} is neither a deduction nor a contribution, so nobody has a limit for it.`;
    return { of, code: 'not_for_pay_code', message };
  }
  if (limitFor === null) return null;
  const choices = choicesOf(code, limits);
  if (choices.includes(limitFor)) return null;
  const message =
    choices.length === 0
      ? `The yearly limit of ${code.code} is the same for everybody, so there is nothing to choose.`
      : `The limit of ${code.code} has no amount for ${limitFor}. It has: ${choices.join(', ')}.`;
  return { of: 'limit_for', code: 'not_for_pay_code', message };
}

function choicesOf(code: PayCodeDefinition, limits: PersonLimits | null): readonly string[] {
  const name = limits?.nameOf(code) ?? null;
  return name === null ? [] : (limits?.choicesOf(name) ?? []);
}
