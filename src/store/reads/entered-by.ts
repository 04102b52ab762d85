/**
 * Who entered revisions of a company's inputs, and when. The audit chain says so: each change of an input
 * raises the revision, and its audit row names that revision in `facts.revision`.
 *
 * Later rows name a revision, too: a run that opens names the one that it reads. So the first row that names
 * a revision is the one that made it.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface Entered {
  readonly revision: number;
  /** As in the audit chain: `person:ada`. */
  readonly actor: string;
  readonly at: Temporal.Instant;
  /** How it was entered: `terms.import`. */
  readonly action: string;
  readonly subject: string;
}

/**
 * Revision → who entered it. A revision that no change has made is left out. A chain has at least one row for
 * each revision, so a row has a sequence number above those of the revisions before it.
 */
export async function enteredBy(
  at: Reading,
  ask: { readonly companyId: number; readonly revisions: readonly number[] },
): Promise<ReadonlyMap<number, Entered>> {
  const revisions = [...new Set(ask.revisions)];
  if (revisions.length === 0) return new Map();
  const rows = await rowsOf<Entered>(
    at,
    sql`select distinct on (revision) revision, actor, at, action, subject
        from (select (facts ->> 'revision')::int as revision, seq, actor, at, action, subject
          from audit_event
          where company_id = ${ask.companyId} and seq > ${Math.min(...revisions)}
            and facts ? 'revision' and jsonb_typeof(facts -> 'revision') = 'number') e
        where revision = any(${revisions}::int[])
        order by revision, seq`,
  );
  return new Map(rows.map((row) => [row.revision, row]));
}
