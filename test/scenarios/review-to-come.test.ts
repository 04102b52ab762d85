/** A run that is calculated again: its review is told before it begins, with the policy that will decide. */
import { describe, expect, it } from 'vitest';
import { comingReviewInWords } from '#cli/views/review-words.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { factsIn } from '#text/facts.fixture.ts';
import {
  deadlineAt,
  openedAt,
  reviewedCompany,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { must } from '../support/small-company.ts';

const people = { policy: 'people', people: 2, silence: 'escalate' };
const deadline = ['17:00', '21'];

describe('a run that is calculated again', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['a window', windowOfADay, { policy: 'window', hours: 24 }, ['24', ...deadline]],
    [
      'people, and what silence means',
      people,
      { policy: 'people', people: 2, silence: 'escalate' },
      ['2', ...deadline],
    ],
  ])('is told to have %s before it commits', async (_, review, policy, facts) => {
    const small = await reviewedCompany(review, { approvers: ['bob', 'cid'] });
    await small.goTo(openedAt);
    const { runId } = await small.run();
    must(await recalculateRun(small.world, { runId, why: 'late hours' }));
    const seen = must(await showReview(small.world, { runId }));
    const comingDeadline = Temporal.Instant.from(deadlineAt);
    expect(seen).toMatchObject({ next: 'not_begun', policy, comingDeadline, run: { epoch: 2 } });
    expect(seen.could).toEqual(['bob', 'cid'].map((name) => expect.stringContaining(name)));
    expect(factsIn(comingReviewInWords(seen))).toEqual([...facts].toSorted());
    await small.look();
    const begun = must(await showReview(small.world, { runId }));
    expect(begun).toMatchObject({ policy, comingDeadline: null, run: { state: 'review' } });
    expect(begun.next).not.toBe('not_begun');
    await small.close();
  });

  it('without a policy commits by itself when it is clean', async () => {
    const small = await reviewedCompany(null, { blocked: true });
    await small.goTo(openedAt);
    const { runId } = await small.run();
    must(await recalculateRun(small.world, { runId, why: 'late hours' }));
    const seen = must(await showReview(small.world, { runId }));
    expect(seen).toMatchObject({ next: 'not_begun', policy: null });
    await small.close();
  });
});
