/**
 * What a review is of: an approval of something that changed since it was seen, the objection of somebody else,
 * and a policy that nobody can fulfil.
 *
 * Elsewhere: pay data that comes during a review (new-pay-data.test.ts).
 */
import { describe, expect, it } from 'vitest';
import { scheduleSeen } from '#answers/schedules.ts';
import { findSchedule } from '#operations/companies/find-company.ts';
import { doctor } from '#operations/doctor.ts';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { objectToRun, withdrawFromRun } from '#operations/reviews/object-to-run.ts';
import { addPerson, setRoles } from '#operations/reviews/people.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { hours } from '../support/paid-periods.ts';
import {
  openedAt,
  type Reviewed,
  reviewedCompany,
  sql,
  windowEnds,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { as, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const why = 'it was agreed';
const hoursOf = (row: string) => `employee_id,regular_hours\n${row}\n`;

async function seenNow({ world, run }: Reviewed): Promise<string> {
  const { seen } = must(await showReview(world, { runId: (await run()).runId }));
  if (seen === null) throw new Error('a run in review has totals');
  return seen;
}

async function again({ world, run, look }: Reviewed): Promise<void> {
  must(await recalculateRun(world, { runId: (await run()).runId, why }));
  await look();
}

/** As if a limit held this person of the run. */
const plant = (small: Reviewed, number: string) =>
  sql(
    small.url,
    `begin; set session_replication_role = replica;
     update run_exception x set code = 'rate_far_from_last', facts = '{}', seen = sha256('2500')
     from employee e where e.employee_id = x.employee_id and e.number = '${number}'; commit`,
  );

describe('an approval of what was seen', () => {
  it.each<[string, readonly string[], (small: Reviewed) => Promise<unknown>]>([
    [
      'the totals and the held people',
      ['totals', 'held'],
      async (small) => {
        await hours(small, (await small.run()).periodId, hoursOf('ben,80'));
        await again(small);
      },
    ],
    ['the held people', ['held'], async (small) => plant(small, 'ben')],
    [
      'the pay date',
      ['payOn'],
      async (small) =>
        sql(
          small.url,
          `begin; set session_replication_role = replica;
           update pay_run set pay_on = pay_on + 3; commit`,
        ),
    ],
    [
      'a lifted limit',
      ['epoch', 'lifted'],
      async (small) => {
        const { runId } = await small.run();
        const ask = { runId, numbers: ['ben'], cause: null, seen: null, why, dryRun: false };
        must(await liftLimits(as(small.world, 'person:bob'), ask));
        await small.look();
      },
    ],
  ])('is refused when it changed: %s', async (_, parts, change) => {
    const small = await reviewedCompany(windowOfADay, { blocked: true });
    await small.goTo(openedAt);
    if (parts.includes('lifted')) await plant(small, 'ben');
    const seen = await seenNow(small);
    await change(small);
    const refused = await small.approve('person:bob', { seen });
    expect(refused).toMatchObject({ refusal: { family: 'conflict', code: 'seen_differs' } });
    if (!refused.ok)
      expect(refused.refusal.facts?.['changed']).toEqual(expect.arrayContaining([...parts]));
    expect(await small.run()).toMatchObject({ state: 'review', approvedBy: null });
    must(await small.approve('person:bob', { seen: await seenNow(small), dryRun: true }));
    await small.close();
  });
});

describe('the objection of somebody else', () => {
  it('is withdrawn by who may approve the run, with the reason, and by nobody else', async () => {
    const small = await reviewedCompany(windowOfADay, { approvers: ['bob'] });
    await small.goTo(openedAt);
    const { runId } = await small.run();
    must(await objectToRun(as(small.world, 'person:ann'), { runId, why }));
    const withdraw = (who: string) =>
      withdrawFromRun(as(small.world, who), { runId, person: 'ann', why: 'she was asked' });
    expect(await withdraw('person:cleo')).toMatchObject({ refusal: { code: 'not_an_approver' } });
    await small.goTo(windowEnds);
    expect((await small.run()).state).toBe('review');
    must(await withdraw('person:bob'));
    expect(await withdraw('person:bob')).toMatchObject({ refusal: { code: 'no_objection' } });
    expect(
      await sql(small.url, 'select person, withdrawn_by, withdrawn_why from run_objection'),
    ).toEqual([
      { person: 'person:ann', withdrawn_by: 'person:bob', withdrawn_why: 'she was asked' },
    ]);
    await small.goTo('2026-01-21T07:00:01Z');
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    await expectSound(small.world);
    await small.close();
  });

  it('is not withdrawn by the person whose entries it is about', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    const { runId } = await small.run();
    must(await objectToRun(as(small.world, 'person:ann'), { runId, why }));
    expect(await withdrawFromRun(small.world, { runId, person: 'ann', why })).toMatchObject({
      refusal: { code: 'own_entry', facts: { deed: 'withdraw' } },
    });
    await small.close();
  });
});

describe('a policy that nobody can fulfil', () => {
  it('is refused when it is saved, and named by doctor and schedule show when people lose their roles', async () => {
    const small = await reviewedCompany({ policy: 'people', people: 1 }, { approvers: ['bob'] });
    const { world, companyId, company } = small;
    const definition = {
      ...{ code: 'two', frequency: 'biweekly', anchor: '2026-01-09', starts_on: '2026-01-05' },
      ...{ pay_date: { days_after_end: 5 }, rule: { days_before_pay_date: 3 } },
      review: { policy: 'people', people: 2 },
    };
    const fromOn = Temporal.PlainDate.from('2026-01-05');
    const add = () => addSchedule(world, { companyId, definition, fromOn });
    expect(await add()).toMatchObject({
      refusal: { code: 'schedule_invalid', issues: [{ code: 'review_people_missing' }] },
    });
    const reviews = async () =>
      (await doctor(world, { embeddedIn: null })).filter(({ check }) => check === 'reviews');
    expect(await reviews()).toEqual([]);
    must(await setRoles(world, { company, person: 'bob', roles: ['payroll'] }));
    expect(await reviews()).toMatchObject([
      { level: 'wrong', actions: [{}, { action: 'change_schedule', schedule: 'crew' }] },
    ]);
    const crew = async () => {
      const schedule = must(await findSchedule(world, { companyId, code: 'crew' }));
      return (await scheduleSeen(world, { schedule, company: 'small' })).next;
    };
    expect(await crew()).toMatchObject({
      lacking: { needed: 1, having: 0, lacking: 1, rolesOfNobody: ['approver'] },
    });
    must(await setRoles(world, { company, person: 'bob', roles: ['approver'] }));
    expect(await crew()).toMatchObject({ review: 'people', lacking: null });
    must(await addPerson(world, { company, person: 'eve', roles: ['approver'] }));
    must(await add());
    expect(await reviews()).toEqual([]);
    await small.close();
  });
});
