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
import { stagesOf } from '#store/reads/stages.ts';
import type { Writing } from '#store/store.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import { moveReviewDeadline } from '#store/writes/reviews.ts';
import { lockPeriod, lockRun } from '#store/writes/runs.ts';
import { putStages } from '#store/writes/stages.ts';
import { newStages } from './generate-periods.ts';
import { type MovedStage, movedStages } from './moved-stages.ts';
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

export interface MovedReview {
  readonly periodId: number;
  readonly runId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly stages: readonly MovedStage[];
  /** Null: the review of the run does not move; the run is not in review, or its deadline is the same. */
  readonly review: MovedClock | null;
}

interface MovedClock {
  readonly was: Temporal.Instant | null;
  readonly deadline: Temporal.Instant;
  /** When the review goes on by itself. Null: it waits for people. */
  readonly until: Temporal.Instant | null;
  readonly zone: string;
}

interface MoveTold {
  readonly told: readonly AuditRow[];
  /** Null: nothing of the period moves. */
  readonly moved: MovedReview | null;
}

/** Returns what moves, and the audit rows to write. Refusals: those of `periodsOfParts` and `newStages`. */
export async function moveReview(tx: Writing, ask: MoveReview): Promise<Answer<MoveTold>> {
  const { companyId, periodId, parts, actor, why } = ask;
  const stored = await periodById(tx, periodId);
  if (stored === null || stored.status !== 'active') return answer({ told: [], moved: null });
  const planned = periodsOfParts(parts, { fromOn: stored.endOn, toOn: stored.endOn });
  if (!planned.ok) return planned;
  const [one] = planned.value.periods;
  if (one === undefined) return answer({ told: [], moved: null });
  const stages = newStages(one.part, one.period);
  if (!stages.ok) return stages;
  const known = await stagesOf(tx, periodId);
  const before = known.map(({ stage, localTime: local, timeZone: zone }) => ({
    stage,
    local,
    zone,
  }));
  const movedTo = stages.value.length === 0 ? [] : movedStages(before, stages.value);
  if (stages.value.length > 0) await putStages(tx, { companyId, periodId, stages: stages.value });
  const told = stages.value.map(({ stage, local, zone }) => ({ stage, local, zone }));
  const facts = { why, stages: told };
  const subject = `period:${periodId}`;
  const clock = await moveClock(tx, ask);
  const redated =
    stages.value.length === 0
      ? []
      : [{ companyId, actor, action: 'period.redate', subject, facts }];
  const { startOn, endOn } = stored;
  const review = clock === null ? null : { ...clock.review, zone: one.part.timeZone };
  const isMoved = movedTo.length > 0 || review !== null;
  return answer({
    told: [...redated, ...(clock === null ? [] : [clock.row])],
    moved: isMoved ? { periodId, runId: ask.runId, startOn, endOn, stages: movedTo, review } : null,
  });
}

/** Null, unless the run of the period is in review under a policy and its deadline is another one now. */
async function moveClock(
  tx: Writing,
  ask: MoveReview,
): Promise<{ readonly row: AuditRow; readonly review: Omit<MovedClock, 'zone'> } | null> {
  const { companyId, runId, actor, why } = ask;
  await lockPeriod(tx, ask.periodId);
  const run = await lockRun(tx, runId);
  if (run?.state !== 'review' || run.review === null) return null;
  const deadlineAt = await reviewDeadlineOf(tx, run);
  const { deadlineAt: was } = run.review;
  if (deadlineAt === null || (was !== null && deadlineAt.equals(was))) return null;
  const now = await databaseNow(tx);
  const isClean = await isCleanNow(tx, run);
  const review = withDeadline(run.review, { deadlineAt, now, isClean });
  await moveReviewDeadline(tx, { ...review, runId });
  const until = review.until?.toString() ?? null;
  const facts = { was: was?.toString() ?? null, deadline: deadlineAt.toString(), until, why };
  return {
    row: {
      ...{ companyId, actor, action: 'review.deadline', subject: `run:${runId}` },
      facts: { ...facts, epoch: run.epoch },
    },
    review: { was, deadline: deadlineAt, until: review.until },
  };
}
