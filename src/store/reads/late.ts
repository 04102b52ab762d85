/** How long after its due instant a run was opened, in seconds; null where it was not late at all. */
import { sql } from '#store/sql.ts';

/** Of the run `r`. */
export const lateSeconds = sql`case when r.opened_at > r.due_at
  then floor(extract(epoch from r.opened_at - r.due_at))::int end`;
