/**
 * Moves the end of a review while its run waits: a deadline was set by hand. Periods without a run are updated
 * by sync-periods.ts. The clock of a review that has begun is set again, also when silence had decided.
 */

import { type Answer, answer } from '#errors.ts';
import { isCleanNow } from '#operations/reviews/decide-review.ts';
import { reviewDeadlineOf } from '#operations/reviews/plan-review.ts';
import { withDeadline } from '#run/review-clock.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { periodById } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import { moveReviewDeadline } from '#store/writes/reviews.ts';
import { lockPeriod, lockRun } from '#store/writes/runs.ts';
import { putStages } from '#store/writes/stages.ts';
import { newStages } from './generate-periods.ts';
import { periodsOfParts } from './saved-schedule.ts';

interface MoveReview {
  readonly companyId: number;
  readonly scheduleId: number;
  readonly periodId: number;
  readonly runId: number;
  readonly parts: readonly PaySchedule[];
  readonly actor: string;
  readonly why: string;
}

/** Returns the audit rows to write. Refusals: those of `periodsOfParts` and `newStages`. */
export async function moveReview(
  tx: Writing,
  ask: MoveReview,
): Promise<Answer<readonly AuditRow[]>> {
  const { companyId, periodId, parts, actor, why } = ask;
  const stored = await periodById(tx, periodId);
  if (stored === null || stored.status !== 'active') return answer([]);
  const known = periodsOfParts(parts, { fromOn: stored.endOn, toOn: stored.endOn });
  if (!known.ok) return known;
  const [one] = known.value.periods;
  if (one === undefined) return answer([]);
  const stages = newStages(one.part, one.period);
  if (!stages.ok) return stages;
  if (stages.value.length === 0) return answer(await moveClock(tx, ask));
  await putStages(tx, { companyId, periodId, stages: stages.value });
  const told = stages.value.map(({ stage, local, zone }) => ({ stage, local, zone }));
  const facts = { why, stages: told };
  const subject = `period:${periodId}`;
  const moved = await moveClock(tx, ask);
  return answer([{ companyId, actor, action: 'period.redate', subject, facts }, ...moved]);
}

/** The audit row, if the run of the period is in review under a policy and its deadline is another one now. */
async function moveClock(tx: Writing, ask: MoveReview): Promise<readonly AuditRow[]> {
  const { companyId, runId, actor, why } = ask;
  await lockPeriod(tx, ask.periodId);
  const run = await lockRun(tx, runId);
  if (run?.state !== 'review' || run.review === null) return [];
  const deadlineAt = await reviewDeadlineOf(tx, run);
  const { deadlineAt: was } = run.review;
  if (deadlineAt === null || (was !== null && deadlineAt.equals(was))) return [];
  const now = await databaseNow(tx);
  const isClean = await isCleanNow(tx, run);
  const review = withDeadline(run.review, { deadlineAt, now, isClean });
  await moveReviewDeadline(tx, { ...review, runId });
  const until = review.until?.toString() ?? null;
  const facts = { was: was?.toString() ?? null, deadline: deadlineAt.toString(), until, why };
  return [
    {
      ...{ companyId, actor, action: 'review.deadline', subject: `run:${runId}` },
      facts: { ...facts, epoch: run.epoch },
    },
  ];
}
