/** A deadline that somebody moves while a run is in review: the review moves with it, and says so. */
import { describe, expect, it } from 'vitest';
import { showReview } from '#operations/reviews/show-review.ts';
import { overridePayDate } from '#operations/schedules/override-pay-date.ts';
import {
  deadlineAt,
  openedAt,
  type Reviewed,
  reviewedCompany,
  sql,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { as, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const at = (text: string) => Temporal.Instant.from(text);
const untilDeadline = { policy: 'window', until: 'approval_deadline' };
const reason = 'the approver is ill';

/** In the zone of the schedule, New York. */
async function moveTo({ world }: Reviewed, local: string, dryRun = false) {
  const approvalDeadlineOn = Temporal.PlainDate.from(local.slice(0, 10));
  const approvalDeadlineAt = Temporal.PlainTime.from(local.slice(11));
  const set = { payOn: null, inputCutoffOn: null, approvalDeadlineOn, approvalDeadlineAt, reason };
  const nominalOn = Temporal.PlainDate.from('2026-01-23');
  const asked = { company: null, code: 'crew', nominalOn, set, dryRun };
  return overridePayDate(as(world, 'person:ann'), asked);
}

const told = (small: Reviewed) =>
  sql(
    small.url,
    `select actor, subject, facts ->> 'was' as was, facts ->> 'deadline' as deadline,
       facts ->> 'until' as until from audit_event where action = 'review.deadline' order by seq`,
  );

describe('a deadline that is moved during a review', () => {
  it('moves a window that lasts until then, with an audit row and in the review', async () => {
    const small = await reviewedCompany(untilDeadline);
    await small.goTo(openedAt);
    const { runId } = await small.run();
    const tried = must(await moveTo(small, '2026-01-22T12:00', true));
    const until = at('2026-01-22T17:00:00Z');
    expect(tried.review).toMatchObject({
      ...{ runId, stages: [], review: { was: at(deadlineAt), deadline: until, until } },
    });
    expect(await small.run()).toMatchObject({ reviewUntil: at(deadlineAt) });
    must(await moveTo(small, '2026-01-22T12:00'));
    const moved = '2026-01-22T17:00:00Z';
    expect(await small.run()).toMatchObject({ reviewUntil: at(moved), reviewDeadline: at(moved) });
    expect(await told(small)).toEqual([
      {
        ...{ actor: 'person:ann', subject: `run:${runId}` },
        ...{ was: deadlineAt, deadline: moved, until: moved },
      },
    ]);
    const seen = must(await showReview(small.world, { runId }));
    expect(seen.deadlineMove).toMatchObject({ actor: 'person:ann', was: at(deadlineAt) });
    expect(seen.deadlineMove?.why).toContain(reason);
    await small.goTo(deadlineAt);
    expect((await small.run()).state).toBe('review');
    await small.goTo(moved);
    expect(await small.run()).toMatchObject({
      ...{ state: 'committed', approvedBy: 'policy:window', isApprovedLate: false },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('can come earlier, too', async () => {
    const small = await reviewedCompany(untilDeadline);
    await small.goTo(openedAt);
    must(await moveTo(small, '2026-01-20T17:00'));
    await small.goTo('2026-01-20T22:00:00Z');
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    await small.close();
  });

  it('leaves a window of hours as it is', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    must(await moveTo(small, '2026-01-22T12:00'));
    expect(await small.run()).toMatchObject({
      reviewUntil: at('2026-01-21T07:00:00Z'),
      reviewDeadline: at('2026-01-22T17:00:00Z'),
    });
    await small.close();
  });

  it('takes back what silence meant at the earlier one', async () => {
    const review = { policy: 'people', people: 1, silence: 'escalate' };
    const small = await reviewedCompany(review, { approvers: ['bob'] });
    await small.goTo(openedAt);
    await small.goTo(deadlineAt);
    expect(await small.run()).toMatchObject({ reviewSilent: 'escalate', reviewUntil: null });
    must(await moveTo(small, '2026-01-22T12:00'));
    const moved = '2026-01-22T17:00:00Z';
    expect(await small.run()).toMatchObject({ reviewSilent: null, reviewUntil: at(moved) });
    await small.goTo(moved);
    expect(await small.run()).toMatchObject({ reviewSilent: 'escalate', reviewUntil: null });
    await expectSound(small.world);
    await small.close();
  });

  it('counts for a schedule with stages, too', async () => {
    const before = (weekday: string, time: string) => ({ weekday, before: 'pay_date', at: time });
    const stages = { calculate: before('tuesday', '02:00'), approve: before('wednesday', '17:00') };
    const small = await reviewedCompany(untilDeadline, { stages });
    await small.goTo(openedAt);
    expect(await small.run()).toMatchObject({ reviewUntil: at(deadlineAt) });
    const moved = must(await moveTo(small, '2026-01-22T12:00'));
    expect(moved.review?.stages).toMatchObject([
      {
        stage: 'approve',
        before: { local: '2026-01-21T17:00' },
        after: { local: '2026-01-22T12:00' },
      },
    ]);
    expect(await small.run()).toMatchObject({ reviewUntil: at('2026-01-22T17:00:00Z') });
    expect(await told(small)).toHaveLength(1);
    await expectSound(small.world);
    await small.close();
  });

  it('is refused by the database when it has passed, and with another policy', async () => {
    const small = await reviewedCompany(untilDeadline);
    await small.goTo(openedAt);
    for (const set of ["review_deadline = paybeat_now() - interval '1 hour'", "review = '{}'"]) {
      await expect(sql(small.url, `update pay_run set ${set}`)).rejects.toMatchObject({
        code: '23001',
      });
    }
    await expect(
      sql(small.url, "update pay_run set review_deadline = paybeat_now() + interval '1 hour'"),
    ).rejects.toMatchObject({ code: '23001' });
    await small.close();
  });
});
