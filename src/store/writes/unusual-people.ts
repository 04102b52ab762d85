/** What an import has just changed about people whose rows may be unusual. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface BegunPerson {
  readonly number: string;
  /** The roster did not have the person. */
  readonly isNew: boolean;
  /** The days before; null where there were none. */
  readonly hiredBefore: Temporal.PlainDate | null;
  readonly endedBefore: Temporal.PlainDate | null;
}

/** Of these employee numbers: whose roster row began at the revision. */
export function peopleBegunAt(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly numbers: readonly string[];
  },
): Promise<readonly BegunPerson[]> {
  const { companyId, revision, numbers } = ask;
  return rowsOf(
    at,
    sql`select e.number, old.employee_id is null as "isNew", old.hired_on as "hiredBefore",
          old.ended_on as "endedBefore"
        from employee e
          join employee_version new on new.employee_id = e.employee_id
            and new.from_revision = ${revision}
          left join employee_version old on old.employee_id = e.employee_id
            and old.until_revision = ${revision}
        where e.company_id = ${companyId} and e.number = any(${numbers}::text[])`,
  );
}
