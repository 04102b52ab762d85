/**
 * Replans a run inside a transaction that has locked its period and run: a new snapshot, roster, chunks and
 * epoch. Earlier results are deleted in the same transaction.
 */

import { assert } from '#errors.ts';
import { planChunks } from '#run/chunk-plan.ts';
import type { Settings } from '#settings/work-settings.ts';
import { heldUnpaid } from '#store/reads/held.ts';
import { peopleWithInputs } from '#store/reads/off-cycle.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { peopleToReverse } from '#store/reads/reversals.ts';
import { approvalsOf } from '#store/reads/reviews.ts';
import { employeesOfRun } from '#store/reads/run-work.ts';
import { runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { clearRun } from '#store/writes/chunks.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import * as moves from '#store/writes/run-moves.ts';
import {
  insertChunks,
  insertExclusions,
  type LockedPeriod,
  type LockedRun,
  type RunWarning,
} from '#store/writes/runs.ts';
import { planRoster, type RosterPlan } from './plan-roster.ts';
import { planWarnings } from './plan-warnings.ts';
import { reversalWarnings } from './reversal-warnings.ts';

interface Replanned {
  readonly run: LockedRun;
  readonly revision: number;
  /** Of a correction: its people. */
  readonly asked: readonly number[];
}

/** The roster of a run that is already open. */
async function rosterOfRun(
  tx: Writing,
  ask: Replanned & { readonly period: LockedPeriod },
): Promise<RosterPlan> {
  const { run, period, revision } = ask;
  if (run.kind === 'regular') return planRoster(tx, { period, revision });
  const calculated = await peopleOf(tx, ask);
  return { rosterCount: calculated.length, excluded: [], calculated, warnings: [] };
}

/** Those of a reversal or a correction stay the same: it was asked for about exactly these people. */
async function peopleOf(
  tx: Writing,
  { run, revision, asked }: Replanned,
): Promise<readonly number[]> {
  if (run.kind === 'reversal') return peopleToReverse(tx, run.runId);
  if (run.kind === 'correction') return asked;
  if (run.paysHeldOf === null) return peopleWithInputs(tx, { ...run, revision });
  return (await heldUnpaid(tx, run.periodId)).map((one) => one.employeeId);
}

async function warningsOf(
  tx: Writing,
  ask: {
    readonly run: LockedRun;
    readonly placed: PeriodRow;
    readonly revision: number;
    readonly employeeIds: readonly number[];
  },
): Promise<readonly RunWarning[]> {
  const { run, placed } = ask;
  const place = { ...placed, kind: run.kind, payOn: run.payOn };
  if (run.reverses === null) return planWarnings(tx, { ...ask, place });
  const reversed = await runById(tx, run.reverses);
  assert(reversed, 'a reversed run is there');
  return reversalWarnings(tx, { ...ask, reversed, payOn: run.payOn });
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
  // The people of a correction are only in its chunks.
  const asked = run.kind === 'correction' ? await employeesOfRun(tx, runId) : [];
  await clearRun(tx, runId);
  const plan = await rosterOfRun(tx, { run, period, revision, asked });
  const chunks = planChunks(plan.calculated, ask.settings.chunkSize);
  await insertChunks(tx, { companyId, runId, chunks });
  await insertExclusions(tx, { companyId, runId, excluded: plan.excluded });
  const placed = await periodById(tx, period.periodId);
  assert(placed, `period ${period.periodId} is there`);
  await moves.moveToRecalculated(tx, {
    run,
    actor: ask.actor,
    why: ask.why,
    snapshotRevision: revision,
    rosterCount: plan.rosterCount,
    chunkCount: chunks.length,
    revoked: approvals.map(({ approver }) => approver),
    warnings: [
      ...(await warningsOf(tx, { run, placed, revision, employeeIds: plan.calculated })),
      ...plan.warnings,
    ],
  });
}
