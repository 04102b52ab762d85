/**
 * What a worker does for each task name. Delivering a task 0, 1 or 50 times changes nothing.
 *
 * Two kinds: those of the engine itself (a chunk, the next step of a run), which are derived from
 * rows and claim their work there; and those that somebody sends, whose row is claimed first
 * (tasks/perform-task.ts). All are held to their time limits.
 */

import { confinedTo, operator, work } from '#caller.ts';
import type { Engine, Handler, Handlers, TaskInHand, TaskPayload } from '#engine/engine.ts';
import { systemTimers, type Timers } from '#engine/timers.ts';
import { assert } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import { advanceRun, type RunName } from '#operations/runs/advance-run.ts';
import {
  autoRunPayroll,
  type PeriodResult,
  runPayrollForPeriod,
} from '#operations/runs/auto-run-payroll.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { enqueueWork, lookAtCompany } from '#operations/runs/reconcile.ts';
import { handOver, tryAgain } from '#operations/tasks/hand-over.ts';
import { type Performed, type Performer, performTask } from '#operations/tasks/perform-task.ts';
import { runPeriodArgs, taskKinds } from '#operations/tasks/task-kinds.ts';
import { limitsFor, withinLimits } from '#operations/tasks/time-limits.ts';
import { asWorker, type World } from '#operations/world.ts';
import type { TaskClaim } from '#store/writes/tasks.ts';

interface Hands {
  /** Where the work of a run that a task opens is handed over, so that others help. */
  readonly engine: Pick<Engine, 'enqueue'>;
  /** Aborted when the worker stops: long tasks stop at the next step and are given back. */
  readonly stopping: AbortSignal;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly timers?: Timers;
  /** In [0, 1). */
  readonly chance?: () => number;
}

const pauseMilliseconds = 200;

export function taskHandlers(world: World, hands: Hands): Handlers {
  const timers = hands.timers ?? systemTimers;
  const limited: Limited =
    (handle) =>
    ({ task, payload, signal }) =>
      withinLimits({
        limits: limitsFor(task, world.settings.taskLimits),
        timers,
        signal,
        work: () => handle(payload),
      });
  const performers = performersIn(world, hands);
  const sent = Object.keys(taskKinds).map((name): [string, Handler] => {
    const perform = performers[name];
    assert(perform, `a worker knows what to do for ${name}`);
    const handler = ({ payload, signal }: TaskInHand) =>
      performTask(world, {
        taskId: textIn(payload, 'taskId'),
        perform,
        signal: AbortSignal.any([signal, hands.stopping]),
        timers,
        chance: hands.chance ?? (() => 0),
      });
    return [name, handler];
  });
  return {
    ...ofRuns(world, { ...hands, limited }),
    ...Object.fromEntries(sent),
  };
}

type Limited = (handle: (payload: TaskPayload) => Promise<string>) => Handler;

/** What is derived from the rows of runs. What follows from each is handed over at once. */
function ofRuns(world: World, ask: Hands & { readonly limited: Limited }): Handlers {
  const { engine, limited } = ask;
  const advance = async (run: RunName) => {
    if (await advanceRun(world, run)) await followed(run);
  };
  const followed = ({ companyId, runId }: RunName) =>
    handOver({ ...world, engine }, { companyId, after: `run-${runId}` });
  return {
    calculate_chunk: limited(async (payload) => {
      const run = runIn(payload);
      const chunk = { ...run, ordinal: idIn(payload, 'ordinal') };
      const outcome = await calculateChunk(world, chunk);
      if (outcome.kind === 'done') await advance(run);
      if (outcome.kind === 'failed') {
        const { failures, retryInSeconds } = outcome;
        if (retryInSeconds === null) await followed(run);
        else await tryAgain({ ...world, engine }, { ...chunk, failures, retryInSeconds });
      }
      return outcome.kind;
    }),
    advance_run: limited(async (payload) => {
      await advance(runIn(payload));
      return 'looked';
    }),
    look_at_company: limited(async (payload) => {
      await lookAtCompany(world, engine, idIn(payload, 'companyId'));
      return 'looked';
    }),
  };
}

function runIn(payload: TaskPayload): RunName {
  return { companyId: idIn(payload, 'companyId'), runId: idIn(payload, 'runId') };
}

function performersIn(world: World, hands: Hands): Readonly<Record<string, Performer>> {
  const drive = (signal: AbortSignal) => ({
    concurrency: 1,
    signal,
    pause: () => hands.pause(pauseMilliseconds, signal),
    handOver: () => enqueueWork(world, hands.engine),
  });
  return {
    auto_run_payroll: async (_claim, signal) => {
      const results = await autoRunPayroll(world, drive(signal));
      return ended(results.map(resultOf), signal);
    },
    run_payroll_for_period: async (claim, signal) => runPeriod(world, { claim, drive, signal }),
  };
}

async function runPeriod(
  world: World,
  ask: {
    readonly claim: TaskClaim;
    readonly drive: (signal: AbortSignal) => Parameters<typeof runPayrollForPeriod>[2];
    readonly signal: AbortSignal;
  },
): Promise<Performed> {
  const { claim, signal } = ask;
  const { periodId, force, late, reason } = runPeriodArgs(claim.args);
  const forced = force ? { force: { reason: reason ?? `forced by ${claim.sentBy}` } } : {};
  const letLate = late && reason !== null ? { late: { reason } } : {};
  const period = { periodId, ...forced, ...letLate };
  // A second attempt goes on with the run that the first one opened.
  const mayGoOn = claim.attempts > 1 || claim.epoch > 1;
  const result = await runPayrollForPeriod(
    await asSender(world, { ...claim, periodId }),
    { ...period, mayGoOn },
    ask.drive(signal),
  );
  if (!result.ok) {
    const isCutShort = result.refusal.code === 'waits_in_turn' && signal.aborted;
    return isCutShort ? { kind: 'interrupted' } : { kind: 'refused', ...result.refusal };
  }
  const { value } = result;
  if (value.kind === 'failed')
    return { kind: 'refused', code: 'run_failed', message: value.message };
  return ended(resultOf(value), signal);
}

/** What a task does stands in the audit chain under whoever sent it, and is of the company of its period. */
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

function ended(result: Extract<Performed, { kind: 'done' }>['result'], signal: AbortSignal) {
  return signal.aborted ? ({ kind: 'interrupted' } as const) : ({ kind: 'done', result } as const);
}

/** What a task answers for one period: what happened and how many, no amounts, no names. */
function resultOf(result: PeriodResult) {
  const { kind, periodId } = result;
  if (kind === 'refused') {
    const { code, message } = result.refusal;
    return { kind, periodId, code, message };
  }
  if (kind === 'failed') return { kind, periodId, message: result.message };
  const { runId, state, rosterCount, paidCount, heldCount, excludedCount } = result.run;
  const counts = { roster: rosterCount, paid: paidCount, held: heldCount, excluded: excludedCount };
  return { kind, periodId, runId, state, ...counts, seconds: result.seconds };
}

/** A payload that does not name what it is about is our own mistake. */
function idIn(payload: TaskPayload, name: string): number {
  const value = payload[name];
  assert(typeof value === 'number' && Number.isSafeInteger(value), `the task names its ${name}`);
  return value;
}

function textIn(payload: TaskPayload, name: string): string {
  const value = payload[name];
  assert(typeof value === 'string', `the task names its ${name}`);
  return value;
}
