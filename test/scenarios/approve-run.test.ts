/**
 * A run waits in review with blockers. A person's approval counts only for the totals that they
 * saw.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { runById } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, period, run } from '../support/paid-periods.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const by = 'person:ada';
const why = 'nobody worked: the ferry was in the dock';

/** Only hourly people, without any hours. */
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date
ben,Ben Carter,hourly,,24.50,mfj,,2021-06-14
dan,Dan Orme,hourly,,19.75,single,,2023-02-20
`;

async function waiting() {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-01-19T15:00:00Z', roster });
  const periodId = await period(small, { from: '2026-01-05', payOn: '2026-01-16' });
  const { runId, state, totalsHash, blockers } = await run(small, periodId);
  expect({ state, count: blockers.length }).toEqual({ state: 'review', count: 2 });
  if (totalsHash === null) throw new Error('a run in review has totals');
  return { small, url, periodId, runId, totalsHash };
}

async function sql(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set search_path = paybeat, public');
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const shown = (small: SmallCompany, runId: number) =>
  small.world.store.read('every company', (at) => runById(at, runId));

describe('a run that waits in review with blockers', () => {
  it('is approved by a person and committed, with a record of who, why, what and despite which blockers', async () => {
    const { small, url, periodId, runId, totalsHash } = await waiting();
    const ask = { runId, why, totals: totalsHash.slice(0, 12), dryRun: false };
    const approved = must(await approveRun(as(small.world, by), ask));
    expect(approved).toMatchObject({
      ...{ state: 'committed', approvedBy: by, approvedWhy: why },
      ...{ totalsHash, blockers: [{ code: 'nobody_to_pay' }, { code: 'no_hours' }] },
    });
    expect(
      await sql(url, "select actor, facts from audit_event where action = 'run.approve'"),
    ).toEqual([
      {
        actor: by,
        facts: { epoch: 1, totals: totalsHash, why, despite: ['nobody_to_pay', 'no_hours'] },
      },
    ]);
    await expectSound(small.world);
    // The held people are paid after their hours arrive, as after any run.
    await hours(small, periodId, 'employee_id,regular_hours\nben,8\ndan,8\n');
    const late = { runId, payOn: null, dryRun: false };
    expect(must(await payHeld(as(small.world, by), late, drivenBy(small.clock)))).toMatchObject({
      run: { state: 'committed', paidCount: 2 },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is not changed by a dry run', async () => {
    const { small, runId, totalsHash } = await waiting();
    const dry = must(
      await approveRun(as(small.world, by), { runId, why: null, totals: null, dryRun: true }),
    );
    expect(dry).toMatchObject({ totalsHash, state: 'review', approvedBy: null });
    expect(await shown(small, runId)).toMatchObject({ state: 'review' });
    await expectSound(small.world);
    await small.close();
  });

  it('is not approved without a reason, nor with other totals than it has', async () => {
    const { small, runId, totalsHash } = await waiting();
    const ask = { runId, dryRun: false };
    expect(await approveRun(small.world, { ...ask, why: null, totals: null })).toMatchObject({
      refusal: { family: 'usage', code: 'reason_missing' },
    });
    const mistyped = '0123456789ab';
    expect(await approveRun(small.world, { ...ask, why, totals: mistyped })).toMatchObject({
      refusal: {
        ...{ family: 'conflict', code: 'totals_differ' },
        facts: { runId, given: mistyped, totals: totalsHash },
        actions: [{ action: 'show_run', run: runId }],
      },
    });
    expect(await shown(small, runId)).toMatchObject({ state: 'review' });
    await small.close();
  });

  it('was recalculated only if it still has the approved totals', async () => {
    const { small, runId, totalsHash: before } = await waiting();
    const { world, companyId, clock } = small;
    const text = `${roster}ada,Ada Lovelace,salary,91000.00,,single,,2019-03-01\n`;
    await takeRoster(world, { companyId, text });
    must(await recalculateRun(as(world, by), { runId, why: 'Ada is here' }));
    await driveRun(world, { companyId, runId }, drivenBy(clock));
    const { totalsHash: totals } = (await shown(small, runId)) ?? {};
    expect(totals).not.toBe(before);
    const agreedTo = (given: string) =>
      approveRun(world, { runId, why, totals: given, dryRun: false });
    expect(await agreedTo(before.slice(0, 12))).toMatchObject({
      refusal: { code: 'totals_changed', facts: { given: before.slice(0, 12), totals, first: by } },
    });
    expect(await agreedTo('0123456789ab')).toMatchObject({
      refusal: { code: 'totals_differ', facts: { given: '0123456789ab', totals } },
    });
    await small.close();
  });

  it('cannot be approved twice, or after a recalculation in the meantime', async () => {
    const { small, runId } = await waiting();
    const ask = { runId, why, totals: null, dryRun: false };
    must(await recalculateRun(as(small.world, by), { runId, why: 'once more' }));
    expect(await approveRun(as(small.world, by), ask)).toMatchObject({
      refusal: {
        code: 'run_state',
        facts: { state: 'calculating', first: by },
      },
    });
    await small.close();
  });

  it.each(['roster_not_exact', 'totals_do_not_add_up', 'something_of_a_later_version'])(
    'is never approved with the blocker %s',
    async (code) => {
      const { small, url, runId } = await waiting();
      const blockers = JSON.stringify([{ code, title: 'Not right', description: '', todo: '' }]);
      // As a user who may switch the guards off.
      const planted = `update pay_run set blockers = '${blockers}'`;
      await sql(url, `set session_replication_role = replica; ${planted}`);
      const refused = await approveRun(as(small.world, by), {
        ...{ runId, why, totals: null, dryRun: false },
      });
      expect(refused).toMatchObject({
        refusal: { family: 'conflict', code: 'blocker_stands', issues: [{ code }] },
      });
      await small.close();
    },
  );

  it('is not approved by the policy with blockers, even by a direct statement', async () => {
    const { small, url, runId } = await waiting();
    const approve = (approver: string) =>
      sql(
        url,
        `update pay_run set state = 'approved', move_count = move_count + 1, approved_at = now(),
           approved_by = ${approver}
         where run_id = ${runId}`,
      );
    await expect(approve('null')).rejects.toThrow('pay_run_approved');
    await expect(approve("'policy:approve_when_clean'")).rejects.toThrow('pay_run_approved');
    await small.close();
  });
});
