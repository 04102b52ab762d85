/**
 * How a run in review goes on: a window that ends by itself, people who approve, objections, and what
 * silence means at the approval deadline.
 *
 * Elsewhere: inputs that come meanwhile (new-pay-data.test.ts).
 */
import { describe, expect, it } from 'vitest';
import { objectToRun, withdrawFromRun } from '#operations/reviews/object-to-run.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { verify } from '#operations/verify.ts';
import {
  deadlineAt,
  openedAt,
  type Reviewed,
  reviewedCompany,
  sql,
  windowEnds,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { as, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const why = 'Ada got a raise that nobody knows';

const objects = async ({ world, run }: Reviewed, who: string) =>
  objectToRun(as(world, who), { runId: (await run()).runId, why });
const withdraws = async ({ world, run }: Reviewed, who: string, person: string | null = null) =>
  withdrawFromRun(as(world, who), { runId: (await run()).runId, person, why: 'it was agreed' });

const actions = async (url: string, like: string) =>
  (await sql(url, `select action from audit_event where action like '${like}' order by seq`)).map(
    ({ action }) => action,
  );

describe('a window', () => {
  it('passes without an objection: the run is approved by itself when it ends, and not before', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    expect(await small.run()).toMatchObject({
      ...{ state: 'review', blockers: [], approvedBy: null },
      reviewUntil: Temporal.Instant.from(windowEnds),
      reviewDeadline: Temporal.Instant.from(deadlineAt),
    });
    await small.goTo('2026-01-21T06:59:59Z');
    expect((await small.run()).state).toBe('review');
    await small.goTo(windowEnds);
    expect(await small.run()).toMatchObject({
      ...{ state: 'committed', approvedBy: 'policy:window', isApprovedLate: false },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is ended early by a person who approves', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    must(await small.approve('person:bob'));
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'person:bob' });
    await expectSound(small.world);
    await small.close();
  });

  it('is stopped by an objection in its last second, until it is withdrawn', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    await small.goTo('2026-01-21T06:59:59Z');
    const { runId } = await small.run();
    const dry = { runId, why, dryRun: true };
    must(await objectToRun(as(small.world, 'person:bob'), dry));
    expect(await sql(small.url, 'select from run_objection')).toEqual([]);
    must(await objects(small, 'person:bob'));
    expect(await objectToRun(as(small.world, 'person:bob'), dry)).toMatchObject({
      refusal: { code: 'objected_already' },
    });
    await small.goTo(windowEnds);
    await small.goTo('2026-01-21T12:00:00Z');
    expect((await small.run()).state).toBe('review');
    expect(await small.approve('person:cleo')).toMatchObject({
      refusal: {
        ...{ family: 'conflict', code: 'objection_stands' },
        facts: { objections: [{ person: 'person:bob', why }] },
        actions: [{}, {}, { action: 'withdraw_objection', of: 'bob' }],
      },
    });
    expect(await objects(small, 'person:bob')).toMatchObject({
      refusal: { code: 'objected_already' },
    });
    expect(await withdraws(small, 'person:cleo')).toMatchObject({
      refusal: { code: 'no_objection' },
    });
    must(await withdrawFromRun(as(small.world, 'person:bob'), { ...dry, person: null }));
    await small.look();
    expect((await small.run()).state).toBe('review');
    must(await withdraws(small, 'person:bob'));
    await small.goTo('2026-01-21T12:00:01Z');
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    expect(await actions(small.url, 'review.%')).toEqual(['review.object', 'review.withdraw']);
    await expectSound(small.world);
    await small.close();
  });

  it('begins anew when the run is recalculated, without the objection and without earlier approvals', async () => {
    const small = await reviewedCompany(
      { policy: 'people', people: 2 },
      { approvers: ['bob', 'eve'] },
    );
    await small.goTo(openedAt);
    must(await small.approve('person:bob'));
    must(await objects(small, 'person:eve'));
    const { runId } = await small.run();
    must(await recalculateRun(small.world, { runId, why: 'corrected' }));
    await small.look();
    expect(await small.run()).toMatchObject({ state: 'review', epoch: 2 });
    const told = await sql(
      small.url,
      "select facts from audit_event where action = 'run.recalculate'",
    );
    expect(told).toMatchObject([{ facts: { revoked: ['person:bob'] } }]);
    must(await small.approve('person:eve'));
    expect((await small.run()).state).toBe('review');
    must(await small.approve('person:bob'));
    expect((await small.run()).state).toBe('committed');
    await expectSound(small.world);
    await small.close();
  });

  it('does not approve a run that has a blocker', async () => {
    const small = await reviewedCompany(windowOfADay, { blocked: true });
    await small.goTo(openedAt);
    expect(await small.run()).toMatchObject({
      state: 'review',
      reviewUntil: Temporal.Instant.from(deadlineAt),
    });
    await small.goTo('2026-01-22T07:00:00Z');
    expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: 'hold' });
    await expectSound(small.world);
    await small.close();
  });

  it('that ends while everything is down ends later: so many minutes after a worker is back', async () => {
    const small = await reviewedCompany({ ...windowOfADay, after_outage_minutes: 30 });
    await small.goTo(openedAt);
    await small.comeBackAt('2026-01-21T09:00:00Z');
    expect(await small.run()).toMatchObject({
      state: 'review',
      reviewUntil: Temporal.Instant.from('2026-01-21T09:30:00Z'),
    });
    // It is down again when the moved end passes.
    await small.comeBackAt('2026-01-21T10:00:00Z');
    expect(await small.run()).toMatchObject({
      state: 'review',
      reviewUntil: Temporal.Instant.from('2026-01-21T10:30:00Z'),
    });
    await small.clock.set('2026-01-21T10:30:00Z');
    await sql(small.url, 'update worker_presence set seen_at = paybeat_now()');
    await small.look();
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    expect(await actions(small.url, 'review.%')).toEqual(['review.move', 'review.move']);
    await expectSound(small.world);
    await small.close();
  });

  it('that is driven by commands only is moved once, and then ends', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.clock.set(openedAt);
    await small.look(small.world);
    await small.clock.set('2026-01-21T09:00:00Z');
    await small.look(small.world);
    expect(await small.run()).toMatchObject({
      ...{ state: 'review', approvedBy: null },
      reviewUntil: Temporal.Instant.from('2026-01-21T10:00:00Z'),
    });
    // Nobody looks when the moved end comes, and no worker is there. It counts all the same.
    await small.clock.set('2026-01-21T14:00:00Z');
    await small.look(small.world);
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    expect(await actions(small.url, 'review.%')).toEqual(['review.move']);
    await expectSound(small.world);
    await small.close();
  });

  it('past the deadline is decided by what silence means, and that is marked late', async () => {
    const small = await reviewedCompany({ ...windowOfADay, silence: 'approve_if_clean' });
    await small.goTo(openedAt);
    await small.comeBackAt('2026-01-21T23:00:00Z');
    expect((await small.run()).state).toBe('review');
    await small.goTo('2026-01-22T00:00:01Z');
    expect(await small.run()).toMatchObject({
      ...{ state: 'committed', approvedBy: 'policy:silence', isApprovedLate: true },
    });
    await expectSound(small.world);
    await small.close();
  });
});

describe('silence at the approval deadline', () => {
  it.each([
    ['hold', { state: 'review', reviewSilent: 'hold', reviewUntil: null }, 'review.hold'],
    [
      'escalate',
      { state: 'review', reviewSilent: 'escalate', reviewUntil: null },
      'review.escalate',
    ],
    ['approve_if_clean', { state: 'committed', approvedBy: 'policy:silence' }, null],
  ] as const)('means %s', async (silence, expected, action) => {
    const small = await reviewedCompany(
      { policy: 'people', people: 1, silence },
      { approvers: ['bob'] },
    );
    await small.goTo(openedAt);
    await small.goTo('2026-01-21T21:59:59Z');
    expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: null });
    await small.goTo(deadlineAt);
    expect(await small.run()).toMatchObject(expected);
    expect(await actions(small.url, 'review.%')).toEqual(action === null ? [] : [action]);
    await expectSound(small.world);
    if (action === null) return small.close();
    // A person still approves, late.
    await small.goTo('2026-01-22T10:00:00Z');
    must(await small.approve('person:bob'));
    expect(await small.run()).toMatchObject({ state: 'committed', isApprovedLate: true });
    return small.close();
  });

  it('means that a run with a blocker is escalated, also where clean runs are approved at once', async () => {
    const review = { policy: 'approve_when_clean', silence: 'escalate' };
    const blocked = await reviewedCompany(review, { blocked: true });
    await blocked.goTo(openedAt);
    await blocked.goTo(deadlineAt);
    expect(await blocked.run()).toMatchObject({ state: 'review', reviewSilent: 'escalate' });
    await blocked.close();
    const clean = await reviewedCompany(review);
    await clean.goTo(openedAt);
    expect(await clean.run()).toMatchObject({
      ...{ state: 'committed', approvedBy: 'policy:approve_when_clean' },
    });
    await expectSound(clean.world);
    await clean.close();
  });
});

describe('people', () => {
  it('approve in the number and with the roles that the policy asks for', async () => {
    const small = await reviewedCompany(
      { policy: 'people', people: 2 },
      { approvers: ['bob', 'eve'] },
    );
    await small.goTo(openedAt);
    must(await small.approve('person:bob'));
    expect(await small.run()).toMatchObject({ state: 'review', approvedBy: null });
    expect(await small.approve('person:bob')).toMatchObject({
      refusal: { code: 'already_approved' },
    });
    expect(await small.approve('person:hr for person:bob')).toMatchObject({
      refusal: { code: 'already_approved' },
    });
    expect(await small.approve('person:ada')).toMatchObject({
      refusal: { code: 'not_an_approver', facts: { could: ['person:bob', 'person:eve'] } },
    });
    must(await small.approve('person:eve'));
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'person:eve' });
    expect(await actions(small.url, 'approval.%')).toEqual(['approval.give']);
    await expectSound(small.world);
    await small.close();
  });

  it('are counted by the database: it commits nothing that one of two has approved', async () => {
    const small = await reviewedCompany(
      { policy: 'people', people: 2 },
      { approvers: ['bob', 'eve'] },
    );
    await small.goTo(openedAt);
    must(await small.approve('person:bob'));
    const { runId } = await small.run();
    await expect(
      sql(
        small.url,
        `begin; update pay_run set state = 'approved', move_count = move_count + 1,
           approved_at = now(), approved_by = 'person:bob' where run_id = ${runId};
         select paybeat_audit(1, 'person:bob', 'run.approve', 'run:${runId}', '{}'); commit`,
      ),
    ).rejects.toMatchObject({ code: '23001' });
    expect((await verify(small.world)).every(({ violations }) => violations.length === 0)).toBe(
      true,
    );
    await small.close();
  });
});
