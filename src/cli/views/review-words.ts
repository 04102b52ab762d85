/** What a run waits for in its review, in one sentence that names the command with the rest. */

import type { ListedRun } from '#answers/runs.ts';
import { spellAction } from '#cli/spell-action.ts';
import { policyOfRun } from '#operations/reviews/policy-of-run.ts';
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
>;

/** Null: it waits for nothing, or only for its blockers, which say so themselves. */
export function reviewInWords(run: Waiting): string | null {
  if (run.state !== 'review') return null;
  const policy = policyOfRun(run);
  if (policy === null && run.blockers.length > 0) return null;
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
export function reviewersInWords({ people, roles }: ReviewPolicy & { policy: 'people' }): string {
  return `${counted(people, 'person')} with the role ${roles.join(' or ')}`;
}
