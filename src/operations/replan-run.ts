/**
 * Plans a run anew inside a transaction that has locked its period and run: a new snapshot, a new
 * roster, new chunks, a new epoch. What was calculated is removed in the same transaction.
 */
import { planChunks } from '#run/chunk-plan.ts';
import { placementOf } from '#run/roster.ts';
import { heldUnpaid } from '#store/reads/held.ts';
import { peopleWithInputs } from '#store/reads/off-cycle.ts';
import { rosterAt } from '#store/reads/roster.ts';
import type { Reading, Writing } from '#store/store.ts';
import { clearRun } from '#store/writes/chunks.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import * as moves from '#store/writes/run-moves.ts';
import {
  type Exclusion,
  insertChunks,
  insertExclusions,
  type LockedPeriod,
  type LockedRun,
} from '#store/writes/runs.ts';
import type { Settings } from './world.ts';

export interface RosterPlan {
  readonly rosterCount: number;
  readonly excluded: readonly Exclusion[];
  readonly calculated: readonly number[];
}

/** Everybody on the roster of a period at a revision: calculated, or excluded with a reason. */
export async function planRoster(
  at: Reading,
  ask: {
    readonly period: Pick<LockedPeriod, 'companyId' | 'scheduleId' | 'startOn' | 'endOn'>;
    readonly revision: number;
  },
): Promise<RosterPlan> {
  const { period, revision } = ask;
  const { companyId, scheduleId } = period;
  const roster = await rosterAt(at, { companyId, scheduleId, revision });
  const excluded: Exclusion[] = [];
  const calculated: number[] = [];
  for (const person of roster) {
    const placement = placementOf(person, period);
    if (placement.kind === 'calculated') calculated.push(person.employeeId);
    else excluded.push({ employeeId: person.employeeId, ...placement });
  }
  return { rosterCount: roster.length, excluded, calculated };
}

/** Who is on the roster of a run that has been opened. */
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
  return { rosterCount: calculated.length, excluded: [], calculated };
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
  const revision = await freezeInputRevision(tx, companyId);
  await clearRun(tx, runId);
  const plan = await rosterOfRun(tx, { run, period, revision });
  const chunks = planChunks(plan.calculated, ask.settings.chunkSize);
  await insertChunks(tx, { companyId, runId, chunks });
  await insertExclusions(tx, { companyId, runId, excluded: plan.excluded });
  await moves.recalculateRun(tx, {
    run,
    actor: ask.actor,
    why: ask.why,
    snapshotRevision: revision,
    rosterCount: plan.rosterCount,
    chunkCount: chunks.length,
  });
}
