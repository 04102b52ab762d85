/**
 * Checks whether a period has a run and then opens one. Two workers that check at once both open a
 * run.
 */

import { openRun } from '#operations/runs/open-run.ts';
import { planRoster } from '#operations/runs/plan-roster.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { asWorker, type World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { type DueRow, duePeriods } from '#store/reads/due.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { audit } from '#store/writes/audit.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { fulfilDueInstant } from '#store/writes/periods.ts';
import { insertExclusions, insertRun } from '#store/writes/runs.ts';
import { conductWith } from './serve-with.ts';

export const getThenSet = conductWith('get-then-set', {
  async scan(world, engine) {
    await extendSchedules(world);
    const due = await world.store.read('every company', (at) =>
      duePeriods(at, { limit: 100, opens: 'due_instant' }),
    );
    for (const period of due) await openUnlessOpen(world, period);
    await enqueueWork(world, engine);
  },
});

/** Drops the index that would refuse the second run. */
export const withoutIndex = 'drop index paybeat.pay_run_one_live_regular';

async function openUnlessOpen(world: World, { companyId, periodId }: DueRow): Promise<void> {
  const period = await world.store.read({ companyId }, (at) => periodById(at, periodId));
  if (!period || period.liveRunId !== null) return;
  // Holds a missed period, as the product does.
  const lateDays = (period.sinceDueSeconds ?? 0) / 86_400;
  if (lateDays > period.catchUpDays) await openRun(asWorker(world), { companyId, periodId });
  else await openAtOnce(world, period);
}

/** Opens the run without waiting for earlier runs. */
export function openAtOnce(world: World, period: PeriodRow): Promise<void> {
  const { companyId, periodId } = period;
  return world.store.write({ companyId }, async (tx) => {
    const revision = await freezeInputRevision(tx, companyId);
    const plan = await planRoster(tx, { period, revision });
    if (plan.rosterCount === 0) return;
    const runId = await insertRun(tx, {
      companyId,
      periodId,
      openedBy: world.worker,
      forcedReason: null,
      dueAt: period.dueAt,
      snapshotRevision: revision,
      payOn: period.payOn,
      taxYear: period.payOn.year,
      stateTax: 'none_calculated',
      warnings: [],
      rosterCount: plan.rosterCount,
      chunks: planChunks(plan.calculated, world.settings.chunkSize),
    });
    await insertExclusions(tx, { companyId, runId, excluded: plan.excluded });
    await fulfilDueInstant(tx, { periodId, runId });
    const by = { companyId, actor: world.worker };
    await audit(tx, { ...by, action: 'run.open', subject: `run:${runId}` });
  });
}
