/** Reviews of runs: their policies and clocks, approvals and objections, and since when a worker is there. */
import type { ReviewRow } from '#run/review-clock.ts';
import { storedReview } from '#schedule/review-policy.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

/** The review in a row of `pay_run r`. */
export interface StoredReview extends Omit<ReviewRow, 'policy'> {
  readonly stored: unknown;
}

export const storedReviewColumns = sql`r.review as stored, r.review_window as "windowEndsAt",
  r.review_deadline as "deadlineAt", r.review_until as until, r.review_moved as "isMoved"`;

export function reviewRowOf({ stored, ...row }: StoredReview): ReviewRow | null {
  const policy = storedReview(stored);
  return policy && { policy, ...row };
}

/** Null: the run has no policy. */
export async function reviewRowOfRun(at: Reading, runId: number): Promise<ReviewRow | null> {
  const [row] = await rowsOf<StoredReview>(
    at,
    sql`select ${storedReviewColumns} from pay_run r where r.run_id = ${runId}`,
  );
  return row === undefined ? null : reviewRowOf(row);
}

/** The key `review` of the schedule of a period. Null: it has none, or no schedule. */
export async function policyOfPeriod(at: Reading, periodId: number): Promise<unknown> {
  const [row] = await rowsOf<{ review: unknown }>(
    at,
    sql`select (select s.definition -> 'review' from pay_schedule s
          where s.schedule_id = p.schedule_id) as review
        from pay_period p where p.period_id = ${periodId}`,
  );
  return row?.review ?? null;
}

/** The keys `review` of all schedules of a company. */
export async function policiesOfCompany(
  at: Reading,
  companyId: number,
): Promise<readonly unknown[]> {
  const rows = await rowsOf<{ review: unknown }>(
    at,
    sql`select definition -> 'review' as review from pay_schedule
        where company_id = ${companyId} and definition ? 'review'`,
  );
  return rows.map(({ review }) => review);
}

/** When the stage `approve` of a period ends. Null: it has no such stage. */
export async function approveStageOf(
  at: Reading,
  periodId: number,
): Promise<Temporal.Instant | null> {
  const [row] = await rowsOf<{ dueAt: Temporal.Instant }>(
    at,
    sql`select due_at as "dueAt" from due_instant where period_id = ${periodId} and stage = 'approve'`,
  );
  return row?.dueAt ?? null;
}

export interface ApprovalRow {
  readonly approver: string;
  readonly approvedAt: Temporal.Instant;
  readonly reason: string | null;
}

/** Of the run as it is calculated now, earliest first. */
export function approvalsOf(
  at: Reading,
  run: { readonly runId: number; readonly epoch: number },
): Promise<readonly ApprovalRow[]> {
  return rowsOf(
    at,
    sql`select approver, approved_at as "approvedAt", reason from approval
        where run_id = ${run.runId} and run_epoch = ${run.epoch} order by approved_at, approver`,
  );
}

export interface ObjectionRow {
  readonly objectionId: number;
  readonly person: string;
  readonly why: string;
  readonly objectedAt: Temporal.Instant;
  /** Null: it stands. */
  readonly withdrawnAt: Temporal.Instant | null;
  readonly withdrawnBy: string | null;
}

/** Of the run as it is calculated now, earliest first. */
export function objectionsTo(
  at: Reading,
  run: { readonly runId: number; readonly epoch: number },
): Promise<readonly ObjectionRow[]> {
  return rowsOf(
    at,
    sql`select objection_id as "objectionId", person, why, objected_at as "objectedAt",
          withdrawn_at as "withdrawnAt", withdrawn_by as "withdrawnBy"
        from run_objection where run_id = ${run.runId} and run_epoch = ${run.epoch}
        order by objection_id`,
  );
}

/** That a person moved the deadline of a review. */
export interface DeadlineMove {
  readonly actor: string;
  readonly at: Temporal.Instant;
  readonly was: Temporal.Instant | null;
  readonly why: string;
}

/** The last one of the run as it is calculated now. Null: nobody moved its deadline. */
export async function deadlineMoveOf(
  at: Reading,
  run: { readonly runId: number; readonly companyId: number; readonly epoch: number },
): Promise<DeadlineMove | null> {
  const [row] = await rowsOf<DeadlineMove>(
    at,
    sql`select actor, at, (facts ->> 'was')::timestamptz as was, facts ->> 'why' as why from audit_event
        where company_id = ${run.companyId} and subject = ${`run:${run.runId}`}
          and action = 'review.deadline' and facts ->> 'epoch' = ${`${run.epoch}`}
        order by seq desc limit 1`,
  );
  return row ?? null;
}

/** Seconds. A worker reports every few seconds; a longer silence of all of them is an outage. */
const outageSeconds = 60;

/** Since when some worker is there. Null: none has reported lately. */
export async function workersSince(at: Reading): Promise<Temporal.Instant | null> {
  const [row] = await rowsOf<{ since: Temporal.Instant }>(
    at,
    sql`select since from worker_presence
        where of_whom = 'workers' and seen_at > paybeat_now() - make_interval(secs => ${outageSeconds})`,
  );
  return row?.since ?? null;
}

export const presenceAfterPulse = sql`insert into worker_presence (of_whom, since, seen_at)
  values ('workers', paybeat_now(), paybeat_now())
  on conflict (of_whom) do update set seen_at = paybeat_now(),
    since = case when worker_presence.seen_at < paybeat_now() - make_interval(secs => ${outageSeconds})
      then paybeat_now() else worker_presence.since end
  where worker_presence.seen_at < paybeat_now() - interval '5 seconds'`;

/** The next time at which a review goes on by itself. Null: none waits for its time. */
export async function nextReviewAt(at: Reading): Promise<Temporal.Instant | null> {
  const [row] = await rowsOf<{ next: Temporal.Instant | null }>(
    at,
    sql`select min(review_until) as next from pay_run
        where state = 'review' and review_until > paybeat_now()`,
  );
  return row?.next ?? null;
}
