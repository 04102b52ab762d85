/**
 * What a person does to a run that has stopped, or that should not continue.
 *
 *   retryRun        failed → calculating; results so far are kept
 *   recalculateRun  review, approved or failed → calculating, with today's inputs and roster
 *   voidRun         any state before committed → voided; its due instant is then held for a person
 *
 * Elsewhere: approving a run (approve-run.ts).
 *
 * When several people act on a run at once, the first succeeds. The others are told the run's new state,
 * because the run is no longer as they saw it.
 *
 * Refusals: run_not_found, run_state (the message and facts give the state it is in and the state needed),
 * inputs_changed (retryRun only: inputs for its period arrived after the run read them).
 */

import { carryOn } from '#actions.ts';
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import { runNotFound } from '#operations/not-found.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import { tellEnded } from '#operations/tasks/tell-ended.ts';
import { actorNamed, deedInWords, deedsOnRuns, firstFacts } from '#operations/who-was-first.ts';
import type { HandingWorld } from '#operations/world.ts';
import { canMove, type RunMove, stateAfter, whatItIs } from '#run/run-state.ts';
import { lastAct } from '#store/reads/acts.ts';
import { unattendedRuns } from '#store/reads/run-work.ts';
import { type RunRow } from '#store/reads/runs.ts';
import type { Reading, Writing } from '#store/store.ts';
import { forgetFailures } from '#store/writes/chunks.ts';
import { holdDueInstant, skipPeriodOfRun } from '#store/writes/periods.ts';
import * as moves from '#store/writes/run-moves.ts';
import type { EndedTask } from '#store/writes/running-tasks.ts';
import { type LockedPeriod, type LockedRun, lockPeriod, lockRun } from '#store/writes/runs.ts';
import { replanRun } from './replan-run.ts';
import { unreadInputs } from './unread-inputs.ts';

export interface ControlRun {
  readonly runId: number;
  readonly why: string;
}

interface ControlledRun {
  readonly runId: number;
  readonly companyId: number;
}

export function retryRun(world: HandingWorld, ask: ControlRun): Promise<Answer<RunRow>> {
  return moved(world, ask, 'retry', async (tx, { run }) => {
    const unread = await unreadInputs(tx, run);
    if (unread) return unread;
    await forgetFailures(tx, run.runId);
    await moves.moveToRetried(tx, { run, actor: actorOf(world.caller) });
    return null;
  });
}

export function recalculateRun(world: HandingWorld, ask: ControlRun): Promise<Answer<RunRow>> {
  return moved(world, ask, 'recalculate', async (tx, { run, period }) => {
    await replanRun(tx, {
      run,
      period,
      why: ask.why,
      actor: actorOf(world.caller),
      settings: world.settings,
    });
    return null;
  });
}

export async function voidRun(world: HandingWorld, ask: ControlRun): Promise<Answer<RunRow>> {
  let ended: readonly EndedTask[] = [];
  const done = await moved(world, ask, 'void', async (tx, { run, period }) => {
    const { periodId } = period;
    const why = `run ${run.runId} was voided by ${actorNamed(actorOf(world.caller))} (${ask.why})`;
    if (run.kind === 'regular') await holdDueInstant(tx, { periodId, why });
    // The period of an off-cycle run exists only for that run.
    else if (run.paysHeldOf === null) await skipPeriodOfRun(tx, { periodId, why });
    ended = await moves.moveToVoided(tx, { run, actor: actorOf(world.caller), why: ask.why });
    return null;
  });
  if (done.ok) tellEnded(world, ended);
  return done;
}

/** Makes the move, or returns a refusal before anything is written. `stays`: what it wrote moves no run. */
type Act = (
  tx: Writing,
  locked: { readonly run: LockedRun; readonly period: LockedPeriod },
) => Promise<Refused | 'stays' | null>;

/** Returns the run as it is after the move. */
async function moved(
  world: HandingWorld,
  ask: ControlRun,
  move: RunMove,
  act: Act,
): Promise<Answer<RunRow>> {
  const done = await control(world, ask, move, act);
  return done.ok ? findRun(world, ask.runId) : done;
}

/** Acts on the run in one transaction, with its row locked against other moves. */
export async function control(
  world: HandingWorld,
  ask: { readonly runId: number; readonly dryRun?: boolean | undefined },
  /** To object needs a run that could be approved. */
  move: RunMove | 'object',
  act: Act,
): Promise<Answer<ControlledRun>> {
  const { runId, dryRun = false } = ask;
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const known = found.value;
  const { companyId } = known;
  let hasMoved = false;
  const transaction = dryRun ? world.store.rehearse : world.store.write;
  const done = await transaction({ companyId }, async (tx): Promise<Answer<ControlledRun>> => {
    const period = await lockPeriod(tx, known.periodId);
    const run = await lockRun(tx, runId);
    if (!period || !run) return runNotFound(runId);
    const refusal =
      (await stateRefusal(tx, run, { known, move })) ?? (await act(tx, { run, period }));
    hasMoved = refusal === null;
    return refusal === null || refusal === 'stays' ? answer({ runId, companyId }) : refusal;
  });
  if (done.ok && !dryRun && hasMoved && move !== 'object') {
    const state = stateAfter(move, known);
    const actor = actorOf(world.caller);
    world.telemetry.emit({
      ...{ kind: 'run_state_changed', runId, state, move, actor },
      needsPerson: false,
    });
    await handOver(world, { companyId, after: `run-${runId}-${move}` });
  }
  return done;
}

/** Paid is paid: what follows is a correction. */
function nextOf({
  runId: run,
  state,
  companyCode,
}: Pick<RunRow, 'runId' | 'state' | 'companyCode'>) {
  if (state !== 'committed') {
    return { hint: 'see the run', actions: [{ action: 'show_run', run }] } as const;
  }
  const actions = [
    { action: 'show_run', run },
    { action: 'correct_run', run },
    { action: 'reverse_run', run },
    { action: 'run_off_cycle', company: companyCode },
  ] as const;
  return { hint: 'see the run, correct it, reverse it, or pay an amount off-cycle', actions };
}

/** Refuses a move that the run cannot make, or that another person was faster with. */
export async function stateRefusal(
  at: Reading,
  run: LockedRun,
  ask: { readonly known: RunRow; readonly move: RunMove | 'object' },
): Promise<Refused | null> {
  const { runId, state } = run;
  const capability =
    ask.move === 'object' ? canMove(state, 'approve', 'take objections') : canMove(state, ask.move);
  const isAsSeen = run.moveCount === ask.known.moveCount;
  if (capability.can && isAsSeen) return null;
  const because = capability.can
    ? `${whatItIs[state]} now: another person was faster`
    : capability.because;
  const { companyId } = run;
  const first = await lastAct(at, { companyId, subject: `run:${runId}`, actions: deedsOnRuns });
  const [unattended] = await unattendedRuns(at, { runId });
  const next =
    unattended === undefined
      ? nextOf({ runId, state, companyCode: ask.known.companyCode })
      : {
          hint: 'no worker is running; to calculate the run now',
          actions: [carryOn(unattended)],
        };
  return refuse({
    family: 'conflict',
    code: 'run_state',
    message: `run ${runId} ${because}${first === null ? '' : `; ${deedInWords(first)}`}`,
    ...next,
    facts: { runId, state, ...firstFacts(first) },
  });
}
