/** Who approves in a company: its people with their roles, and whether a second person is required. */
import type { SecondEyes } from '#run/second-eyes.ts';
import type { Role } from '#schedule/review-policy.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface PersonRow {
  /** As in the audit chain: `person:ada`. */
  readonly person: string;
  /** None: the person has no role any more. */
  readonly roles: readonly Role[];
  readonly addedAt: Temporal.Instant;
}

/** In order of their names. */
export function reviewersOf(at: Reading, companyId: number): Promise<readonly PersonRow[]> {
  return rowsOf(
    at,
    sql`select person, roles, added_at as "addedAt" from company_person
        where company_id = ${companyId} order by person`,
  );
}

export async function secondEyesOf(at: Reading, companyId: number): Promise<SecondEyes> {
  const [row] = await rowsOf<{ rule: SecondEyes }>(
    at,
    sql`select second_eyes as rule from company where company_id = ${companyId}`,
  );
  return row?.rule ?? 'required';
}
