/** Which version of an input counts at a revision: it began by then and was not closed by then. */
import { type Sql, sql } from '#store/sql.ts';

/** The condition on a table with versions that the query calls `v`. */
export function knownAt(revision: number | Sql<unknown>): Sql<unknown> {
  return sql`v.from_revision <= ${revision}
    and (v.until_revision is null or v.until_revision > ${revision})`;
}
