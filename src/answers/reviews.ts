/** What a run in review waits for: until when, what will happen then by itself, and who can still decide. */
import type { ReviewSeen } from '#operations/reviews/show-review.ts';
import { reviewToStore } from '#schedule/review-policy.ts';
import { departmentsOf } from './registers.ts';

export function reviewSeenShape(seen: ReviewSeen): object {
  const { run, policy, held, objections, approvals, secondsLeft, next } = seen;
  return {
    runId: run.runId,
    company: run.companyCode,
    schedule: run.scheduleCode,
    payOn: run.payOn,
    state: run.state,
    epoch: run.epoch,
    currency: run.currency,
    paid: run.paidCount,
    grossMinor: run.grossMinor,
    netMinor: run.netMinor,
    totalsHash: run.totalsHash,
    seen: seen.seen,
    secondEyes: run.secondEyes,
    policy: policy === null ? { policy: 'approve_when_clean' } : reviewToStore(policy),
    warning: seen.warning,
    until: run.reviewUntil,
    untilLocal: seen.untilLocal,
    secondsLeft,
    deadline: run.reviewDeadline ?? seen.comingDeadline,
    deadlineMove: seen.deadlineMove,
    next,
    isMoved: seen.isMoved,
    silent: run.reviewSilent,
    isPastDeadline: seen.isPastDeadline,
    approvals,
    approvalsMissing: seen.approvalsMissing,
    could: seen.could,
    objections: objections.map(({ objectionId: _, ...one }) => one),
    blockers: run.blockers,
    hasNewInputs: seen.newInputs.length > 0,
    newInputs: seen.newInputs,
    held: { people: run.heldCount, byCode: held },
    ...(seen.departments === null ? {} : { departments: departmentsOf(seen.departments) }),
  };
}
