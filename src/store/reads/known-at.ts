/**
 * Which version of an input applies at a revision: it started at or before the revision, and was not closed
 * by then.
 */
import { type Sql, sql } from '#store/sql.ts';

/** The condition for a versioned table with the alias `v`. */
export function knownAt(revision: number | Sql<unknown>): Sql<unknown> {
  return sql`v.from_revision <= ${revision}
    and (v.until_revision is null or v.until_revision > ${revision})`;
}
