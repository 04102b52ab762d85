/**
 * Hours that were never imported stop a run. An import while it waits repairs it. One person's
 * missing hours never stop the others.
 */
import { describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun, retryRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { moveToFailed } from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, period, run, settings } from '../support/paid-periods.ts';
import { as, drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const why = 'the hours are here';
const file = 'employee_id,regular_hours\nben,80\ndan,72\n';

async function company(): Promise<{ small: SmallCompany; periodId: number }> {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-01-19T15:00:00Z' });
  return { small, periodId: await period(small, { from: '2026-01-05', payOn: '2026-01-16' }) };
}

async function opened({ small, periodId }: { small: SmallCompany; periodId: number }) {
  const { world, companyId } = small;
  return must(await openRun(world, { companyId, periodId, force: { reason: 'test' } })).runId;
}

const take = (small: SmallCompany, periodId: number, dryRun = false) =>
  importHours(small.world, { periodId, bytes: Buffer.from(file), dryRun });

describe('a period without any hours', () => {
  it('waits, says what is missing, and pays everybody after the import of the hours', async () => {
    const { small, periodId } = await company();
    const { world, clock } = small;
    const { runId, ...waits } = await run(small, periodId);
    expect(waits).toMatchObject({
      state: 'review',
      blockers: [
        {
          code: 'no_hours',
          description: expect.stringMatching(/^2 of .*\b4\b.*\b1\b/),
          actions: [
            { action: 'import_hours', period: 1 },
            { action: 'recalculate_run', run: 1 },
          ],
        },
      ],
    });
    const actions = [{ action: 'recalculate_run', run: runId }];
    const notes = [{ code: 'run_has_not_read_it', actions }];
    expect(must(await take(small, periodId, true))).toMatchObject({ written: false, notes });
    expect(must(await take(small, periodId))).toMatchObject({ written: true, notes });
    const approve = { runId, why: 'never mind', totals: null, dryRun: false };
    expect(await approveRun(world, approve)).toMatchObject({
      refusal: { family: 'conflict', code: 'inputs_changed' },
    });
    // A second request gives the same answer.
    expect(await runPayrollForPeriod(world, { periodId }, drivenBy(clock))).toMatchObject({
      refusal: { code: 'run_exists', actions, facts: { runId, inputsCameSince: true } },
    });
    must(await recalculateRun(world, { runId, why }));
    const ask = { periodId };
    expect(must(await runPayrollForPeriod(world, ask, drivenBy(clock)))).toMatchObject({
      run: { runId, state: 'committed', paidCount: 4, heldCount: 0, blockers: [] },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is paid without them if a person approves, or if the company has no limit', async () => {
    const { small, periodId } = await company();
    const { runId } = await run(small, periodId);
    const approve = { runId, why: 'they are on strike', totals: null, dryRun: false };
    expect(must(await approveRun(as(small.world, 'person:ada'), approve))).toMatchObject({
      ...{ state: 'committed', paidCount: 2, heldCount: 2 },
    });
    await settings(small, { heldPercentMax: 100 });
    const next = await run(small, await period(small, { from: '2026-01-19' }));
    expect(next).toMatchObject({ state: 'committed', paidCount: 2, heldCount: 2 });
    await expectSound(small.world);
    await small.close();
  });
});

describe('people with hours', () => {
  it('are paid although one person has none', async () => {
    const { small, periodId } = await company();
    await hours(small, periodId, 'employee_id,regular_hours\nben,80\n');
    expect(await run(small, periodId)).toMatchObject({ state: 'committed', heldCount: 1 });
    await small.close();
  });
});

describe('hours that arrive while the run of their period', () => {
  it('has failed are accepted, and a retry that would not read them is refused', async () => {
    const { small, periodId } = await company();
    const { world, companyId, clock } = small;
    const runId = await opened({ small, periodId });
    await world.store.write({ companyId }, async (tx) => {
      const locked = await lockRun(tx, runId);
      if (locked) await moveToFailed(tx, { run: locked, actor: 'worker:test', why: 'a test' });
    });
    must(await take(small, periodId));
    expect(await retryRun(world, { runId, why })).toMatchObject({
      refusal: {
        code: 'inputs_changed',
        actions: [{ action: 'recalculate_run', run: runId }],
      },
    });
    must(await recalculateRun(world, { runId, why }));
    expect(must(await runPayrollForPeriod(world, { periodId }, drivenBy(clock)))).toMatchObject({
      run: { runId, state: 'committed', paidCount: 4, closedWhy: null },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is calculating are refused, with what can be done in that state', async () => {
    const { small, periodId } = await company();
    const runId = await opened({ small, periodId });
    const asked = { periodId, force: { reason: why } };
    const again = await runPayrollForPeriod(small.world, asked, drivenBy(small.clock));
    expect(again).toMatchObject({
      refusal: {
        code: 'run_exists',
        actions: [
          { action: 'show_run', run: runId },
          { action: 'void_run', run: runId },
        ],
      },
    });
    expect(await take(small, periodId)).toMatchObject({
      refusal: {
        code: 'run_exists',
        message: expect.stringMatching(new RegExp(`\\b${runId}\\b.*\\b${periodId}\\b`)),
        actions: expect.arrayContaining([{ action: 'void_run', run: runId }]),
      },
    });
    await small.close();
  });
});
