/**
 * What a person does to a run that the house has stopped at, or should not go on with.
 *
 *   retryRun        failed → calculating; what was calculated stays
 *   recalculateRun  review or approved → calculating, with today's inputs and roster
 *   voidRun         any state before committed → voided; its due instant then waits for a person
 *
 * Refusals: run_not_found, run_state (says what it is and what would be needed).
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { canMove, type RunMove } from '#run/run-state.ts';
import { runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { forgetFailures } from '#store/writes/chunks.ts';
import { holdDueInstant, skipPeriodOfRun } from '#store/writes/periods.ts';
import * as moves from '#store/writes/run-moves.ts';
import { type LockedPeriod, type LockedRun, lockPeriod, lockRun } from '#store/writes/runs.ts';
import { replanRun } from './replan-run.ts';
import type { World } from './world.ts';

export interface ControlRun {
  readonly runId: number;
  readonly by: string;
  readonly why: string;
}

export interface Controlled {
  readonly runId: number;
  readonly companyId: number;
}

export function retryRun(world: World, ask: ControlRun): Promise<Answer<Controlled>> {
  return control(world, ask, 'retry', async (tx, { run }) => {
    await forgetFailures(tx, run.runId);
    await moves.retryRun(tx, { run, actor: ask.by });
  });
}

export function recalculateRun(world: World, ask: ControlRun): Promise<Answer<Controlled>> {
  return control(world, ask, 'recalculate', (tx, { run, period }) =>
    replanRun(tx, { run, period, why: ask.why, actor: ask.by, settings: world.settings }),
  );
}

export function voidRun(world: World, ask: ControlRun): Promise<Answer<Controlled>> {
  return control(world, ask, 'void', async (tx, { run, period }) => {
    const { periodId } = period;
    const why = `run ${run.runId} was voided by ${ask.by}: ${ask.why}`;
    if (run.kind === 'regular') await holdDueInstant(tx, { periodId, why });
    // The period of an off-cycle run is there for that run alone.
    else if (run.paysHeldOf === null) await skipPeriodOfRun(tx, { periodId, why });
    await moves.voidRun(tx, { run, actor: ask.by, why: ask.why });
  });
}

type Act = (
  tx: Writing,
  locked: { readonly run: LockedRun; readonly period: LockedPeriod },
) => Promise<void>;

async function control(
  world: World,
  ask: ControlRun,
  move: RunMove,
  act: Act,
): Promise<Answer<Controlled>> {
  const { runId } = ask;
  const known = await world.store.read('every company', (at) => runById(at, runId));
  if (!known) return runNotFound(runId);
  const { companyId } = known;
  const done = await world.store.write({ companyId }, async (tx): Promise<Answer<Controlled>> => {
    const period = await lockPeriod(tx, known.periodId);
    const run = await lockRun(tx, runId);
    if (!period || !run) return runNotFound(runId);
    const capability = canMove(run.state, move);
    if (!capability.can) return runState(runId, capability.because);
    await act(tx, { run, period });
    return answer({ runId, companyId });
  });
  if (done.ok) world.telemetry.emit({ kind: 'run_moved', runId, move, actor: ask.by });
  return done;
}

export function runNotFound(runId: number): Refused {
  return refuse({
    family: 'not_found',
    code: 'run_not_found',
    message: `there is no pay run ${runId}`,
    hint: "'paybeat runs list' shows the runs",
    facts: { runId },
  });
}

function runState(runId: number, because: string): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_state',
    message: `run ${runId}: ${because}`,
    hint: `'paybeat runs show ${runId}' tells more`,
    facts: { runId },
  });
}
