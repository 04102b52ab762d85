/** The JSON form of a company's limits. */
import type { LimitsSet } from '#operations/judgement/set-limits.ts';
import type { ListedCompany } from './companies.ts';

export function limitsShape(
  { code, currency }: Pick<ListedCompany, 'code' | 'currency'>,
  { limits, changed }: LimitsSet,
): object {
  return {
    company: code,
    currency,
    changed,
    limits: limits.map(({ name, value, usual, of, unit, meaning }) => ({
      ...{ name, value, usual, of, unit, meaning },
    })),
  };
}
