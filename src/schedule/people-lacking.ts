/** Which people a review policy asks for and a company does not have. */
import type { ReviewPolicy, Role } from './review-policy.ts';

export interface PeopleLacking {
  /** Each of the people has one of them. */
  readonly roles: readonly Role[];
  /** Of these, the roles that nobody has. */
  readonly rolesOfNobody: readonly Role[];
  readonly needed: number;
  readonly having: number;
  readonly lacking: number;
}

/** Null: there are enough, or the policy asks for nobody. */
export function peopleLacking(
  policy: ReviewPolicy | null,
  people: readonly { readonly roles: readonly Role[] }[],
): PeopleLacking | null {
  if (policy?.policy !== 'people') return null;
  const { roles, people: needed } = policy;
  const having = people.filter((one) => roles.some((role) => one.roles.includes(role))).length;
  if (having >= needed) return null;
  const rolesOfNobody = roles.filter((role) => !people.some((one) => one.roles.includes(role)));
  return { roles, rolesOfNobody, needed, having, lacking: needed - having };
}
