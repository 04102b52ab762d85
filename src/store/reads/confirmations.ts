/**
 * What a person has confirmed: changes of inputs, and limits that were lifted for exactly the numbers seen.
 * For many people at once, each at the revision that their run reads.
 */
import type { ChangeIdentity } from '#judgement/change-identity.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface Confirmed {
  /** As in the audit chain: `person:ada`. */
  readonly by: string;
  readonly at: Temporal.Instant;
  readonly why: string;
}

interface ConfirmedChange extends ChangeIdentity, Confirmed {}

interface ChangesOfPerson {
  readonly employeeId: number;
  /** Confirmations up to this revision count: the one that the run reads. */
  readonly knownRevision: number;
}

export function confirmedChangesOf(
  at: Reading,
  asked: readonly ChangesOfPerson[],
): Promise<readonly ConfirmedChange[]> {
  return rowsOf(
    at,
    sql`select c.employee_id as "employeeId", c.what, c.subject, c.revision,
          c.confirmed_by as "by", c.confirmed_at as "at", c.why
        from unnest(${asked.map((one) => one.employeeId)}::int[],
            ${asked.map((one) => one.knownRevision)}::int[]) as a(employee_id, known)
          cross join lateral (select * from confirmed_change v
            where v.employee_id = a.employee_id
              and v.from_revision <= a.known offset 0) c
        order by c.employee_id, c.revision, c.what, c.subject`,
  );
}
