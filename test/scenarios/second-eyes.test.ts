/**
 * A second pair of eyes: nobody approves pay data that they entered themselves, unless the company
 * says that it has no second person. Each run then says so.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { confinedTo, operator } from '#caller.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { addPerson, listPeople, setRoles } from '#operations/reviews/people.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { companyById } from '#store/reads/companies.ts';
import { runById } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { period, run } from '../support/paid-periods.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const why = 'the ferry was in the dock';
/** Who imported the roster, in small-company.ts. */
const clerk = 'person:test';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
dan,Dan Orme,hourly,,19.75,single,,2023-02-20
`;

async function companyOf({ world, companyId }: SmallCompany) {
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  return company;
}

async function waiting() {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-01-19T15:00:00Z', roster });
  const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
  const { runId, state } = await run(small, periodId);
  expect(state).toBe('review');
  const company = await companyOf(small);
  const approve = (who: string) =>
    approveRun(as(small.world, who), { runId, why, totals: null, dryRun: false });
  const add = async (person: string, ...roles: readonly string[]) =>
    must(await addPerson(small.world, { company, person, roles }));
  return { small, url, runId, periodId, company, approve, add };
}

const shown = async ({ world }: SmallCompany, runId: number) =>
  world.store.read('every company', (at) => runById(at, runId));

describe('a person who entered pay data of a run', () => {
  it('does not approve it, and is told who could', async () => {
    const { small, runId, company, approve, add } = await waiting();
    expect(await approve(clerk)).toMatchObject({
      refusal: {
        family: 'denied',
        code: 'own_entry',
        facts: { runId, person: clerk, could: null },
      },
    });
    await add('ada', 'approver');
    await add('test', 'payroll', 'approver');
    expect(await approve(clerk)).toMatchObject({
      refusal: {
        ...{ code: 'own_entry', facts: { could: ['person:ada'] } },
        actions: [
          { action: 'show_run', run: runId },
          { action: 'waive_second_eyes', company: company.code },
        ],
      },
    });
    expect(await shown(small, runId)).toMatchObject({ state: 'review', secondEyes: 'required' });
    must(await approve('person:ada'));
    expect(await shown(small, runId)).toMatchObject({
      ...{ state: 'committed', approvedBy: 'person:ada', secondEyes: 'required' },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is told so by a dry run, too', async () => {
    const { small, runId } = await waiting();
    const dry = { runId, why: null, totals: null, dryRun: true };
    expect(await approveRun(small.world, dry)).toMatchObject({ refusal: { code: 'own_entry' } });
    await small.close();
  });

  it('does not approve it through a program either', async () => {
    const { small, runId } = await waiting();
    const caller = {
      ...operator({ who: 'person:hr', door: 'library' as const }),
      onBehalfOf: clerk,
    };
    const ask = { runId, why, totals: null, dryRun: false };
    expect(await approveRun({ ...small.world, caller }, ask)).toMatchObject({
      refusal: { code: 'own_entry' },
    });
    await small.close();
  });

  it('may approve the next run, when somebody else has entered what is new in it', async () => {
    const { small, approve } = await waiting();
    must(await approve('person:ada'));
    const next = await period(small, { from: '2026-01-19', payOn: '2026-01-30' });
    const { runId, state } = await run(small, next);
    expect(state).toBe('review');
    const ask = { runId, why, totals: null, dryRun: false };
    must(await approveRun(as(small.world, clerk), ask));
    await small.close();
  });

  it('is one who imported after the run opened, once the run has read it', async () => {
    const { small, runId } = await waiting();
    const { world, companyId, clock } = small;
    const text = `${roster}ada,Ada Lovelace,hourly,,30.00,single,,2019-03-01\n`;
    await takeRoster(as(world, 'person:cleo'), { companyId, text });
    must(await recalculateRun(world, { runId, why: 'Ada is here' }));
    await driveRun(world, { companyId, runId }, drivenBy(clock));
    const ask = { runId, why, totals: null, dryRun: false };
    expect(await approveRun(as(world, 'person:cleo'), ask)).toMatchObject({
      refusal: { code: 'own_entry', facts: { entries: 1 } },
    });
    must(await approveRun(as(world, 'person:ada'), ask));
    await small.close();
  });
});

describe('a company without a second person', () => {
  it('says so, then one person may enter and approve, and each run says so', async () => {
    const { small, runId, company, approve } = await waiting();
    const set = await setPaySettings(small.world, { company, secondEyes: 'none' });
    expect(must(set)).toMatchObject({ secondEyes: 'none', changed: true });
    must(await approve(clerk));
    // What held when it was approved stays with the run.
    must(await setPaySettings(small.world, { company, secondEyes: 'required' }));
    expect(await shown(small, runId)).toMatchObject({ state: 'committed', secondEyes: 'none' });
    await expectSound(small.world);
    await small.close();
  });

  it('is one that existed before anybody could say so, and its runs say that', async () => {
    const { small, url, runId, approve } = await waiting();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      `set session_replication_role = replica; update paybeat.company set second_eyes = 'not_said'`,
    );
    await client.end();
    must(await approve(clerk));
    expect(await shown(small, runId)).toMatchObject({ secondEyes: 'not_said' });
    await small.close();
  });
});

describe('the people of a company', () => {
  it('decide who approves, once there is an approver', async () => {
    const { small, approve, add, company } = await waiting();
    await add('ada', 'payroll');
    const dry = { runId: 1, why, totals: null, dryRun: true };
    must(await approveRun(as(small.world, 'person:stranger'), dry));
    await add('bob', 'approver');
    expect(await approve('person:ada')).toMatchObject({
      refusal: { family: 'denied', code: 'not_an_approver', facts: { could: ['person:bob'] } },
    });
    must(await setRoles(small.world, { company, person: 'ada', roles: ['payroll', 'approver'] }));
    must(await setRoles(small.world, { company, person: 'bob', roles: [] }));
    expect(await approve('person:bob')).toMatchObject({ refusal: { code: 'not_an_approver' } });
    must(await approve('person:ada'));
    await expectSound(small.world);
    await small.close();
  });

  it('are added once, with roles that exist, under a name that can be read', async () => {
    const { small, company, add } = await waiting();
    await add('ada', 'approver');
    const ask = { company, roles: ['approver'] };
    expect(await addPerson(small.world, { ...ask, person: 'person:ada' })).toMatchObject({
      refusal: { code: 'person_exists', actions: [{ action: 'set_roles', person: 'person:ada' }] },
    });
    expect(await setRoles(small.world, { ...ask, person: 'adda' })).toMatchObject({
      refusal: { code: 'person_not_found' },
    });
    const wrong = { company, person: 'a\u200bda', roles: ['aprover', 'boss'] };
    expect(await addPerson(small.world, wrong)).toMatchObject({
      refusal: {
        code: 'person_invalid',
        issues: [
          { code: 'invisible_character' },
          { code: 'role_unknown' },
          { code: 'role_unknown' },
        ],
      },
    });
    expect(await listPeople(small.world, { company })).toMatchObject({
      ...{ people: [{ person: 'person:ada', roles: ['approver'] }], you: clerk },
      secondEyes: 'required',
    });
    await small.close();
  });

  it('are changed by an operator, and by nobody who is confined to the company', async () => {
    const { small, company } = await waiting();
    const caller = confinedTo(operator({ who: clerk, door: 'library' }), [small.companyId]);
    const world = { ...small.world, caller };
    const denied = { refusal: { family: 'denied', code: 'not_an_operator' } };
    const ask = { company, person: 'test', roles: ['approver'] };
    expect(await addPerson(world, ask)).toMatchObject(denied);
    expect(await setRoles(world, ask)).toMatchObject(denied);
    expect(await setPaySettings(world, { company, secondEyes: 'none' })).toMatchObject(denied);
    await small.close();
  });
});
