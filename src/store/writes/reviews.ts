/** Writes the clock of a review, and objections. Each change needs an audit row in its transaction. */
import type { ReviewRow } from '#run/review-clock.ts';
import { presenceAfterPulse } from '#store/reads/reviews.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

/** Sets when a run in review, which the caller has locked, goes on by itself. */
export function setReviewClock(
  tx: Writing,
  ask: {
    readonly runId: number;
    readonly until: Temporal.Instant | null;
    /** Its end moves, because everything was down. */
    readonly isMoved?: boolean;
    /** What silence meant at the deadline. */
    readonly silent?: 'hold' | 'escalate';
  },
): Promise<boolean> {
  const { runId, until, isMoved = false, silent = null } = ask;
  return changedOne(
    tx,
    sql`update pay_run set review_until = ${until}::timestamptz,
          review_moved = review_moved or ${isMoved}, review_silent = coalesce(${silent}, review_silent)
        where run_id = ${runId} and state = 'review'`,
  );
}

/** Moves the deadline of a run in review, which the caller has locked. What silence meant no longer counts. */
export function moveReviewDeadline(
  tx: Writing,
  ask: Pick<ReviewRow, 'windowEndsAt' | 'deadlineAt' | 'until'> & { readonly runId: number },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update pay_run set review_deadline = ${ask.deadlineAt}::timestamptz,
          review_window = ${ask.windowEndsAt}::timestamptz, review_until = ${ask.until}::timestamptz,
          review_silent = null
        where run_id = ${ask.runId} and state = 'review'`,
  );
}

/** False: the person objects already. */
export async function insertObjection(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly runId: number;
    readonly epoch: number;
    readonly person: string;
    readonly why: string;
  },
): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`insert into run_objection (company_id, run_id, run_epoch, person, why)
        values (${ask.companyId}, ${ask.runId}, ${ask.epoch}, ${ask.person}, ${ask.why})
        on conflict do nothing returning objection_id`,
  );
  return rows.length > 0;
}

export function withdrawObjection(
  tx: Writing,
  ask: { readonly objectionId: number; readonly by: string; readonly why: string | null },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update run_objection set withdrawn_at = paybeat_now(), withdrawn_by = ${ask.by},
          withdrawn_why = ${ask.why}
        where objection_id = ${ask.objectionId} and withdrawn_at is null`,
  );
}

/** A worker reports: some worker is there. The last statement of its transaction, which others wait for. */
export async function tellPresence(tx: Writing): Promise<void> {
  await rowsOf(tx, presenceAfterPulse);
}
