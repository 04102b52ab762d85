/** Writes who approves in a company. Each change needs an audit row in its transaction. */
import type { SecondEyes } from '#run/second-eyes.ts';
import type { Role } from '#schedule/review-policy.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface PersonRoles {
  readonly companyId: number;
  readonly person: string;
  readonly roles: readonly Role[];
}

/** False: the person is there already. */
export async function insertPerson(tx: Writing, ask: PersonRoles): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`insert into company_person (company_id, person, roles)
        values (${ask.companyId}, ${ask.person}, ${[...ask.roles]}::text[])
        on conflict do nothing returning person`,
  );
  return rows.length > 0;
}

/** The roles before. Null: the person is not there. */
export async function lockRoles(
  tx: Writing,
  ask: Omit<PersonRoles, 'roles'>,
): Promise<readonly Role[] | null> {
  const [row] = await rowsOf<{ roles: readonly Role[] }>(
    tx,
    sql`select roles from company_person
        where company_id = ${ask.companyId} and person = ${ask.person} for update`,
  );
  return row?.roles ?? null;
}

export function updateRoles(tx: Writing, ask: PersonRoles): Promise<boolean> {
  return changedOne(
    tx,
    sql`update company_person set roles = ${[...ask.roles]}::text[]
        where company_id = ${ask.companyId} and person = ${ask.person}`,
  );
}

/** False: it was so already. */
export function updateSecondEyes(
  tx: Writing,
  ask: { readonly companyId: number; readonly rule: SecondEyes },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update company set second_eyes = ${ask.rule}
        where company_id = ${ask.companyId} and second_eyes <> ${ask.rule}`,
  );
}
