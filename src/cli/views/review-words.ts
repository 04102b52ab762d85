/** What a run waits for in its review, in one sentence that names the command with the rest. */

import type { ListedRun } from '#answers/runs.ts';
import { spellAction } from '#cli/spell-action.ts';
import { policyOfRun } from '#operations/reviews/policy-of-run.ts';
import type { NextInReview, ReviewSeen } from '#operations/reviews/show-review.ts';
import type { ReviewPolicy } from '#schedule/review-policy.ts';
import { counted } from '#text/counted.ts';
import { localInWords } from './times.ts';

type Waiting = Pick<
  ListedRun,
  | 'runId'
  | 'state'
  | 'review'
  | 'reviewUntil'
  | 'reviewDeadline'
  | 'reviewSilent'
  | 'blockers'
  | 'openedAt'
  | 'timeZone'
  | 'waitsForRestore'
>;

/** Null: nobody has to accept a restore first. */
export function restoreInWords({
  runId,
  waitsForRestore,
}: Pick<ListedRun, 'runId' | 'waitsForRestore'>): string | null {
  if (!waitsForRestore) return null;
  return `Run ${runId} waits until somebody accepts the restore of this database. ${lookFirst}`;
}

/** What a person does in a restored database. */
export const lookFirst = `See what may have happened since the backup: ${spellAction({ action: 'examine' })}. Then: ${spellAction({ action: 'accept_restore' })}`;

/** Null: it waits for nothing, or only for its blockers or for a restore, which say so themselves. */
export function reviewInWords(run: Waiting): string | null {
  if (run.state !== 'review') return null;
  const policy = policyOfRun(run);
  if (policy === null && (run.blockers.length > 0 || run.waitsForRestore)) return null;
  const more = spellAction({ action: 'review_run', run: run.runId });
  return `Run ${run.runId} waits ${waitsFor(run, policy)}. To see its review: ${more}`;
}

function waitsFor(run: Waiting, policy: ReviewPolicy | null): string {
  const { reviewUntil: until, reviewDeadline: deadline, openedAt: now, timeZone: zone } = run;
  const local = (at: Temporal.Instant) => localInWords({ at, now, zone });
  if (policy?.policy === 'people') {
    const by = deadline === null ? '' : `; its approval deadline is ${local(deadline)}`;
    return `for the approval of ${reviewersInWords(policy)}${by}`;
  }
  const isOpen = policy?.policy === 'window' && until !== null && run.reviewSilent === null;
  return isOpen ? `in its review window, until ${local(until)}` : 'for a person to approve it';
}

/** `2 people with the role approver` */
function reviewersInWords({ people, roles }: ReviewPolicy & { policy: 'people' }): string {
  return `${counted(people, 'person')} with the role ${roles.join(' or ')}`;
}

export const nextInWords: Readonly<Record<NextInReview, string>> = {
  approve: 'it is approved by itself',
  wait_for_restore: 'nothing: it waits until somebody accepts the restore of this database',
  wait_for_deadline: 'it waits on, until the approval deadline',
  hold: 'it stays in review until people decide',
  escalate: 'it is escalated, and stays in review until people decide',
  wait_for_people: 'nothing by itself: it waits for people',
  not_begun: 'its review begins when it is calculated',
  over: 'nothing: its review is over',
};

export function policyInWords({ policy, next }: ReviewSeen): string {
  if (policy === null || policy.policy === 'approve_when_clean') {
    return 'approved by itself when it has no blocker';
  }
  if (policy.policy === 'people') return reviewersInWords(policy);
  const end =
    policy.hours === null ? 'until its approval deadline' : `of ${counted(policy.hours, 'hour')}`;
  return `a window ${end}${next === 'over' ? ', which is over' : ''}`;
}

/** What happens once a run is calculated again: its review, as `runs review` says it. */
export function comingReviewInWords(seen: ReviewSeen): string {
  const { policy, run, now, comingDeadline: deadline } = seen;
  if (policy === null || policy.policy === 'approve_when_clean') {
    return 'If it then has no blockers, it is approved and committed automatically';
  }
  const local = deadline === null ? null : localInWords({ at: deadline, now, zone: run.timeZone });
  const silent = nextInWords[policy.silence === 'approve_if_clean' ? 'approve' : policy.silence];
  const ifClean = policy.silence === 'approve_if_clean' ? `${silent} if it is clean` : silent;
  const review = `Its review then begins: ${policyInWords(seen)}`;
  if (policy.policy === 'people') {
    const late = local === null ? '' : `. If they have not approved it by ${local}: ${ifClean}`;
    return `${review}${late}`;
  }
  const otherwise =
    local === null ? '' : `. Otherwise, at its approval deadline, ${local}: ${silent}`;
  return `${review}; if it is clean and nobody objects, ${nextInWords.approve}${otherwise}`;
}
