/** The review policy of a run, for doors that show it. */
import { type ReviewPolicy, storedReview } from '#schedule/review-policy.ts';
import type { RunRow } from '#store/reads/runs.ts';

/** Null: the run is approved when it is clean. */
export function policyOfRun({ review }: Pick<RunRow, 'review'>): ReviewPolicy | null {
  return storedReview(review);
}
