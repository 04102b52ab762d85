/** How many seconds after its due instant a run was opened; null when it was not late. */
import { sql } from '#store/sql.ts';

/** For the run `r`. */
export const lateSeconds = sql`case when r.opened_at > r.due_at
  then floor(extract(epoch from r.opened_at - r.due_at))::int end`;
