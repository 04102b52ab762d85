/**
 * Whether a run `r` goes on without a person, as conditions of SQL: src/run/run-state.ts says it of one row.
 *
 * In review, a run without a policy goes on when it has no blocker. A run with a policy goes on when the clock
 * of its review has come. A worker then decides, and sets the clock forward or stops it.
 *
 * In a database that was restored from a backup, a run stops before its approval and its commit until somebody has
 * accepted the restore.
 */
import { sql } from '#store/sql.ts';

/** Asked once a query, of an index that is empty or has one entry. The number makes the plan enter it by its key. */
export const isUncheckedRestore = sql`exists (select from restored_backup
  where accepted_at is null and restored_id > 0)`;

export const movesInReview = sql`(not ${isUncheckedRestore} and case when r.review is null then r.blockers = '[]'
  else r.review_until is not null and r.review_until <= paybeat_now() end)`;

export const movesByItself = sql`(r.state in ('calculating', 'review', 'approved')
  and (r.state <> 'review' or ${movesInReview}) and (r.state <> 'approved' or not ${isUncheckedRestore}))`;
