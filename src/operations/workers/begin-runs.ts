/**
 * Performs a sent task: opens its runs and enqueues their work. It pays only plain periods itself, each in
 * one transaction.
 *
 * A task frees its slot while its runs continue. A task for one period ends with that period's run. Its
 * result says whether the run was committed, failed, was voided, or waits for a person (`"state": "review"`).
 * What the person does then is not part of the task. A task for everything due continues when its runs have
 * ended, and opens the periods that had to wait for them.
 */

import { confinedTo, operator, work } from '#caller.ts';
import type { Engine } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import { beginPeriod } from '#operations/runs/auto-run-payroll.ts';
import { forcedBy } from '#operations/runs/forced-by.ts';
import { aheadIn, type OpenResult, openDueRuns } from '#operations/runs/open-due-runs.ts';
import { waitsInTurn } from '#operations/runs/open-run.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import type { Performed, Performer } from '#operations/tasks/perform-task.ts';
import { runPeriodArgs } from '#operations/tasks/task-kinds.ts';
import { asWorker, type World } from '#operations/world.ts';
import { runsInMotion } from '#store/reads/run-work.ts';
import { resultsOfRuns } from '#store/writes/running-tasks.ts';
import type { TaskClaim } from '#store/writes/tasks.ts';
import type { JsonValue } from '#text/json-text.ts';

export function beginsRuns(
  world: World,
  engine: Pick<Engine, 'enqueue'>,
): Readonly<Record<string, Performer>> {
  return {
    auto_run_payroll: (claim, signal) => beginAll(world, { engine, claim, signal }),
    run_payroll_for_period: (claim) => beginOne(world, { engine, claim }),
  };
}

async function beginOne(
  world: World,
  ask: { readonly engine: Pick<Engine, 'enqueue'>; readonly claim: TaskClaim },
): Promise<Performed> {
  const { claim, engine } = ask;
  const { periodId, force, late, reason } = runPeriodArgs(claim.args);
  const forced = force ? { force: { reason: reason ?? forcedBy(claim.sentBy) } } : {};
  const letLate = late && reason !== null ? { late: { reason } } : {};
  // A second attempt continues the run that the first attempt opened.
  const mayGoOn = claim.attempts > 1 || claim.epoch > 1;
  const begun = await beginPeriod(await asSender(world, { ...claim, periodId }), {
    ...{ periodId, ...forced, ...letLate, mayGoOn },
  });
  if (begun.ok) {
    const { runId, paid } = begun.value;
    if (!paid) await handOverAll(world, engine);
    return { kind: 'awaits', runIds: [runId], endsWith: runId, soFar: null };
  }
  const ahead = aheadIn(begun.refusal)?.runId ?? null;
  if (ahead === null) return { kind: 'refused', ...begun.refusal };
  return { kind: 'awaits', runIds: [ahead], endsWith: null, soFar: null };
}

/** A queue that is down does not fail the task. The run is open, and the next scan enqueues its work. */
async function handOverAll(world: World, engine: Pick<Engine, 'enqueue'>): Promise<void> {
  try {
    await enqueueWork(world, engine);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const { code, message } = error;
    world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds: 15 });
  }
}

/** The audit chain names the sender as the actor, and the work is limited to the company of the period. */
async function asSender(
  world: World,
  { sentBy, periodId }: Pick<TaskClaim, 'sentBy'> & { readonly periodId: number },
): Promise<World> {
  if (!sentBy.startsWith('person:')) return { ...world, caller: work(sentBy) };
  const found = await findPeriod(asWorker(world), periodId);
  const companies = found.ok ? [found.value.companyId] : [];
  const caller = confinedTo(operator({ who: sentBy, door: 'task' }), companies);
  return { ...world, caller };
}

/** What the rounds of `auto_run_payroll` have done so far. */
interface SoFar {
  /** Periods that had to wait for their turn. Other workers may open them in the meantime. */
  readonly waited: readonly number[];
  /** True when a period had to wait in the last round, so that another round is needed. */
  readonly isAgain: boolean;
  readonly notOpened: readonly JsonValue[];
}

/**
 * One round opens everything due and waits for every run that continues, including runs left by a dead
 * worker.
 */
async function beginAll(
  world: World,
  ask: {
    readonly engine: Pick<Engine, 'enqueue'>;
    readonly claim: TaskClaim;
    readonly signal: AbortSignal;
  },
): Promise<Performed> {
  const { claim, engine, signal } = ask;
  const before = claim.soFar as SoFar | null;
  if (before?.isAgain === false) return endOf(world, { claim, runIds: [], soFar: before });
  if (before === null) await extendSchedules(world);
  if (signal.aborted) return { kind: 'interrupted' };
  const paid = await runTogether(world, { opens: 'any', signal });
  const opened = await openDueRuns(world, { opens: 'any' });
  await handOverAll(world, engine);
  const motions = await world.store.read('every company', (at) => runsInMotion(at));
  const runIds = [
    ...paid.map(({ runId }) => runId),
    ...opened.flatMap((one) => (one.kind === 'opened' ? [one.runId] : [])),
    ...motions.map(({ runId }) => runId),
  ];
  const waiting = opened.flatMap((one) => (one.kind === 'waits' ? [one.periodId] : []));
  const soFar: SoFar = {
    waited: [...new Set([...(before?.waited ?? []), ...waiting])],
    isAgain: waiting.length > 0,
    notOpened: opened.flatMap(notOpened),
  };
  if (motions.length === 0) return endOf(world, { claim, runIds, soFar });
  return { kind: 'awaits', runIds, endsWith: null, soFar: { ...soFar } };
}

async function endOf(
  world: World,
  ask: {
    readonly claim: TaskClaim;
    readonly runIds: readonly number[];
    readonly soFar: SoFar;
  },
): Promise<Performed> {
  const { taskId } = ask.claim;
  const { waited: periodIds, notOpened: others } = ask.soFar;
  const ran = await world.store.read('every company', (at) =>
    resultsOfRuns(at, { taskId, runIds: ask.runIds, periodIds }),
  );
  return { kind: 'done', result: [...ran, ...others] };
}

/** What the task reports about a period without a run: no amounts and no names. */
function notOpened(one: OpenResult): readonly JsonValue[] {
  const { kind, periodId } = one;
  if (kind === 'opened') return [];
  if (kind === 'failed') return [{ kind, periodId, message: one.message }];
  const refusal = kind === 'waits' ? waitsInTurn(periodId, one.ahead).refusal : one.refusal;
  const { code, message } = refusal;
  return [{ kind: 'refused', periodId, code, message }];
}
