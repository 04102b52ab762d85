/**
 * Whether a run `r` goes on without a person, as conditions of SQL: src/run/run-state.ts says it of one row.
 *
 * In review, a run without a policy goes on when it has no blocker. A run with a policy goes on when the clock
 * of its review has come. A worker then decides, and sets the clock forward or stops it.
 */
import { sql } from '#store/sql.ts';

export const movesInReview = sql`(case when r.review is null then r.blockers = '[]'
  else r.review_until is not null and r.review_until <= paybeat_now() end)`;

export const movesByItself = sql`(r.state in ('calculating', 'review', 'approved')
  and (r.state <> 'review' or ${movesInReview}))`;
