/**
 * What a worker does for each task name. Delivering a task 0, 1 or 50 times makes no difference.
 *
 * There are two kinds of tasks. The engine's own tasks (a chunk, the next step of a run) are derived from
 * rows and claim their work there. For sent tasks, the task's row is claimed first (tasks/perform-task.ts),
 * and begin-runs.ts does the work. All tasks have time limits.
 */

import type { Engine, Handler, Handlers, TaskInHand, TaskPayload } from '#engine/engine.ts';
import { systemTimers, type Timers } from '#engine/timers.ts';
import { assert } from '#errors.ts';
import { advanceRun, type RunName } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { lookAtCompany } from '#operations/runs/reconcile.ts';
import { companiesOfSet } from '#operations/runs/sets/enqueue-sets.ts';
import { runSets } from '#operations/runs/sets/run-sets.ts';
import { handOver, lookLater, lookLaterTogether, tryAgain } from '#operations/tasks/hand-over.ts';
import { performTask } from '#operations/tasks/perform-task.ts';
import { taskKinds } from '#operations/tasks/task-kinds.ts';
import { limitsFor, withinLimits } from '#operations/tasks/time-limits.ts';
import type { World } from '#operations/world.ts';
import { beginsRuns } from './begin-runs.ts';

interface Hands {
  /** The queue for the work of runs that a task opens, so that other workers help. */
  readonly engine: Pick<Engine, 'enqueue'>;
  /** Aborted when the worker stops: a task that has opened no run yet is given back. */
  readonly stopping: AbortSignal;
  readonly timers?: Timers;
  /** A random number in [0, 1). */
  readonly chance?: () => number;
}

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
  const performers = beginsRuns(world, hands.engine);
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

/** Handlers of tasks that are derived from runs. Each enqueues its follow-up work at once. */
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
    find_due_periods: limited(async (payload) => {
      await lookAtCompany(world, engine, idIn(payload, 'companyId'));
      return 'looked';
    }),
    run_set: limited(async (payload) => {
      const companyIds = companiesOfSet(textIn(payload, 'companyIds'));
      const { alone, locked } = await runSets(world, { companyIds, opens: 'due_instant' });
      for (const companyId of alone) await lookAtCompany(world, engine, companyId);
      const hands = { ...world, engine };
      if (payload['isAgain'] === undefined && locked.length > 1) {
        await lookLaterTogether(hands, { companyIds: locked });
      } else for (const companyId of locked) await lookLater(hands, { companyId });
      return 'looked';
    }),
  };
}

function runIn(payload: TaskPayload): RunName {
  return { companyId: idIn(payload, 'companyId'), runId: idIn(payload, 'runId') };
}

/** A payload without this id is a bug in Paybeat. */
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
