/**
 * A worker's side of a sent task. It claims the row, performs the task within its limits, and records how it
 * ended or that it waits for runs. A waiting task holds no slot, and ends with its run, whichever process
 * moves the run.
 *
 * Delivered 0, 1 or 50 times, a task is claimed once. Its lease is renewed while it is worked on. A claim
 * that was taken over records nothing.
 *
 * - A database outage is retried as soon as the database answers, and does not count as an attempt.
 * - If the end could not be recorded, the next pulse gives the task back.
 * - Any other Outage is retried after 10, 20, 40 … seconds plus a random part, as often as the task's
 *   `retries`.
 * - A refusal, or any other error, fails the task at once.
 * - A worker that stops gives an unfinished task back.
 */

import { failureOf } from '#engine/task-rules.ts';
import type { Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { claimsMax } from '#run/retry-policy.ts';
import { awaitRuns, endTasksLeft } from '#store/writes/running-tasks.ts';
import {
  claimTask,
  expireTask,
  failTask,
  giveBackTask,
  retryTask,
  succeedTask,
  type TaskBrief,
  type TaskClaim,
} from '#store/writes/tasks.ts';
import type { TaskTold } from '#telemetry.ts';
import type { JsonValue } from '#text/json-text.ts';
import { tellEnded } from './tell-ended.ts';
import { limitsFor, withinLimits } from './time-limits.ts';

/**
 * The outcome of a task. `interrupted`: it stopped because its signal was aborted. `refused`: the rules
 * forbid what it asked for, so it fails and is not retried.
 */
export type Performed =
  | { readonly kind: 'done'; readonly result: JsonValue }
  /**
   * The task frees its slot and waits for these runs. It then ends with one of them, or continues after all.
   */
  | {
      readonly kind: 'awaits';
      readonly runIds: readonly number[];
      readonly endsWith: number | null;
      readonly soFar: JsonValue;
    }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'interrupted' };

export type Performer = (claim: TaskClaim, signal: AbortSignal) => Promise<Performed>;

export type PerformOutcome =
  | 'success'
  | 'running'
  | 'failure'
  | 'retry'
  | 'expired'
  | 'given_back'
  | 'claim_lost'
  | 'nothing_to_do';

const firstRetrySeconds = 10;
const longestRetrySeconds = 600;
/** Seconds. The database has answered, so the next pulse finds the task soon. */
const afterOutageSeconds = 1;
/** A task that meets more outages than this may be their cause, so they then count. */
const uncountedMax = 20;

const workerLost: Performed = {
  kind: 'refused',
  code: 'worker_lost',
  message: 'its worker died or stopped responding each time',
};

interface PerformTask {
  readonly taskId: string;
  readonly perform: Performer;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  /** A random number in [0, 1). It spreads the retries of tasks that failed together. */
  readonly chance: () => number;
}

export function performTask(world: World, ask: PerformTask): Promise<PerformOutcome> {
  const { inHand } = world;
  if (!inHand) return claimAndPerform(world, ask);
  const { taskId } = ask;
  return inHand.during({ kind: 'task', taskId }, (noted) => claimAndPerform(world, ask, noted));
}

async function claimAndPerform(
  world: World,
  ask: PerformTask,
  noted: (epoch: number) => void = () => undefined,
): Promise<PerformOutcome> {
  const { taskId } = ask;
  const claimed = await world.store.write('every company', async (tx) => {
    const expired = await expireTask(tx, taskId);
    if (expired) return { kind: 'expired' as const, task: expired };
    const { leaseSeconds } = world.settings;
    const claim = await claimTask(tx, { taskId, owner: world.worker, leaseSeconds });
    return claim && { kind: 'claimed' as const, task: claim };
  });
  if (!claimed) return 'nothing_to_do';
  const tell = teller(world, claimed.task);
  if (claimed.kind === 'expired') {
    tell('task_expired');
    return 'expired';
  }
  const claim = claimed.task;
  noted(claim.epoch);
  if (!claim.goesOn) tell('task_started');
  try {
    // The task's work kills its workers, so it is not started again.
    if (claim.attempts > claim.retries + claimsMax) {
      return await recordEnd(world, { claim, performed: workerLost, tell });
    }
    const performed = await withinLimits({
      limits: limitsFor(claim.task, world.settings.taskLimits),
      timers: ask.timers,
      signal: ask.signal,
      work: (signal) => ask.perform(claim, signal),
    });
    return await recordEnd(world, { claim, performed, tell });
  } catch (error) {
    return await recordError(world, { claim, error, tell, chance: ask.chance });
  }
}

type Tell = (kind: TaskTold['kind'], more?: Pick<TaskTold, 'seconds' | 'message'>) => void;

function teller(world: World, task: TaskBrief): Tell {
  return (kind, more = {}) => {
    const { taskId: id, task: name, queue, attempts } = task;
    const worker = kind === 'task_expired' ? null : world.worker;
    world.telemetry.emit({ kind, id, task: name, queue, attempts, worker, ...more });
  };
}

async function recordEnd(
  world: World,
  ask: { readonly claim: TaskClaim; readonly performed: Performed; readonly tell: Tell },
): Promise<PerformOutcome> {
  const { claim, performed } = ask;
  if (performed.kind === 'interrupted') {
    const isOurs = await world.store.write('every company', (tx) => giveBackTask(tx, claim));
    return isOurs ? 'given_back' : 'claim_lost';
  }
  if (performed.kind === 'refused') {
    const { code, message } = performed;
    const isOurs = await world.store.write('every company', (tx) =>
      failTask(tx, { claim, failure: { code, message } }),
    );
    if (isOurs) ask.tell('task_failed', { message });
    return isOurs ? 'failure' : 'claim_lost';
  }
  if (performed.kind === 'awaits') return waits(world, { claim, performed });
  const seconds = await world.store.write('every company', (tx) =>
    succeedTask(tx, { claim, result: performed.result }),
  );
  if (seconds === null) return 'claim_lost';
  ask.tell('task_succeeded', { seconds });
  return 'success';
}

/** A run that has already ended ends the task at once. */
async function waits(
  world: World,
  ask: {
    readonly claim: TaskClaim;
    readonly performed: Extract<Performed, { kind: 'awaits' }>;
  },
): Promise<PerformOutcome> {
  const ended = await world.store.write('every company', async (tx) =>
    (await awaitRuns(tx, { ...ask.performed, claim: ask.claim })) ? endTasksLeft(tx) : null,
  );
  if (ended === null) return 'claim_lost';
  tellEnded(world, ended);
  return ended.some(({ taskId }) => taskId === ask.claim.taskId) ? 'success' : 'running';
}

/** If this fails too, the task is given back or its lease expires. */
async function recordError(
  world: World,
  ask: {
    readonly claim: TaskClaim;
    readonly error: unknown;
    readonly tell: Tell;
    readonly chance: () => number;
  },
): Promise<PerformOutcome> {
  const { claim, error } = ask;
  const { code, message, attempts } = failureOf(error, claim.attempts);
  const failure = { code, message };
  const isCounted = !(isOfDatabase(error) && claim.epoch - attempts < uncountedMax);
  const mayRetry = error instanceof Outage && (!isCounted || attempts <= claim.retries);
  const seconds = isCounted ? retrySeconds(attempts) * (1 + ask.chance() / 4) : afterOutageSeconds;
  const isOurs = await world.store.write('every company', (tx) =>
    mayRetry
      ? retryTask(tx, { claim, failure, seconds, isCounted })
      : failTask(tx, { claim, failure }),
  );
  if (!isOurs) return 'claim_lost';
  ask.tell(mayRetry ? 'task_retried' : 'task_failed', { message });
  return mayRetry ? 'retry' : 'failure';
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Outage && error.code.startsWith('database_');
}

/** Doubles with each attempt, up to the maximum. */
function retrySeconds(attempts: number): number {
  return Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (attempts - 1));
}
