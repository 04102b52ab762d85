/**
 * Replans a run inside a transaction that has locked its period and run: a new snapshot, roster, chunks and
 * epoch. Earlier results are deleted in the same transaction.
 */

import { assert } from '#errors.ts';
import { planChunks } from '#run/chunk-plan.ts';
import type { Settings } from '#settings/work-settings.ts';
import { heldUnpaid } from '#store/reads/held.ts';
import { peopleWithInputs } from '#store/reads/off-cycle.ts';
import { periodById } from '#store/reads/periods.ts';
import { approvalsOf } from '#store/reads/reviews.ts';
import type { Writing } from '#store/store.ts';
import { clearRun } from '#store/writes/chunks.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import * as moves from '#store/writes/run-moves.ts';
import {
  insertChunks,
  insertExclusions,
  type LockedPeriod,
  type LockedRun,
} from '#store/writes/runs.ts';
import { planRoster, type RosterPlan } from './plan-roster.ts';
import { planWarnings } from './plan-warnings.ts';

/** The roster of a run that is already open. */
async function rosterOfRun(
  tx: Writing,
  ask: { readonly run: LockedRun; readonly period: LockedPeriod; readonly revision: number },
): Promise<RosterPlan> {
  const { run, period, revision } = ask;
  if (run.kind === 'regular') return planRoster(tx, { period, revision });
  const calculated =
    run.paysHeldOf === null
      ? await peopleWithInputs(tx, { ...run, revision })
      : (await heldUnpaid(tx, run.periodId)).map((one) => one.employeeId);
  return { rosterCount: calculated.length, excluded: [], calculated, warnings: [] };
}

export async function replanRun(
  tx: Writing,
  ask: {
    readonly run: LockedRun;
    readonly period: LockedPeriod;
    readonly why: string;
    readonly actor: string;
    readonly settings: Settings;
  },
): Promise<void> {
  const { run, period } = ask;
  const { companyId, runId } = run;
  const approvals = await approvalsOf(tx, run);
  const revision = await freezeInputRevision(tx, companyId);
  await clearRun(tx, runId);
  const plan = await rosterOfRun(tx, { run, period, revision });
  const chunks = planChunks(plan.calculated, ask.settings.chunkSize);
  await insertChunks(tx, { companyId, runId, chunks });
  await insertExclusions(tx, { companyId, runId, excluded: plan.excluded });
  const placed = await periodById(tx, period.periodId);
  assert(placed, `period ${period.periodId} is there`);
  const place = { ...placed, kind: run.kind, payOn: run.payOn };
  await moves.moveToRecalculated(tx, {
    run,
    actor: ask.actor,
    why: ask.why,
    snapshotRevision: revision,
    rosterCount: plan.rosterCount,
    chunkCount: chunks.length,
    revoked: approvals.map(({ approver }) => approver),
    warnings: [
      ...(await planWarnings(tx, { place, revision, employeeIds: plan.calculated })),
      ...plan.warnings,
    ],
  });
}
