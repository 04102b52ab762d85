/**
 * Sends a task: writes its row, then gives the queue a hint.
 *
 * Only the row counts. When a queue loses the task, or no worker serves the queue yet, the next worker that
 * looks finds the row. A task carries only ids and short words; the data are read from the database when it
 * is performed.
 *
 * Refusals: those of `readTaskArgs`; task_options_invalid; not_an_operator and period_not_found (for a caller
 * limited to companies); task_id_taken (the caller chose the id, and a task with it was already sent).
 */

import { randomUUID } from 'node:crypto';
import { actorOf, operatorOnly } from '#caller.ts';
import type { Engine } from '#engine/engine.ts';
import { type Answer, answer, type Issue, Outage, refuse } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { pauseOfAll } from '#store/reads/pauses.ts';
import { databaseNow } from '#store/reads/server.ts';
import { workers } from '#store/reads/workers.ts';
import { insertTask, insertTaskEvents } from '#store/writes/tasks.ts';
import { readTaskArgs } from './task-kinds.ts';
import { queueFor } from './task-routes.ts';

export interface SendTask {
  readonly task: string;
  readonly args?: unknown;
  /** Seconds before the task may start. */
  readonly countdown?: number;
  /** The earliest start time. Cannot be combined with a countdown. */
  readonly eta?: Temporal.Instant;
  /** The latest start: seconds from now, or a point in time. */
  readonly expires?: number | Temporal.Instant;
  /** Default: the queue that the task routes give. */
  readonly queue?: string;
  /** From 0 (first) to 9 (last); default 5. */
  readonly priority?: number;
  /** How often the task is retried after an outage; default 3. */
  readonly retries?: number;
  /** Default: a new id. Sending the same id twice sends the task once. */
  readonly taskId?: string;
}

export interface SentTask {
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
  /** Number of living workers that serve the queue. With 0, the task waits until one starts. */
  readonly workers: number;
  /** Who paused all workers; null when they are not paused. */
  readonly pausedBy: string | null;
}

export const defaultRetries = 3;

export async function sendTask(world: WorkingWorld, ask: SendTask): Promise<Answer<SentTask>> {
  const args = readTaskArgs(ask.task, ask.args ?? {});
  if (!args.ok) return args;
  const issues = optionIssues(ask);
  if (issues.length === 0 && (await expiresBeforeItStarts(world, ask))) {
    issues.push({ pointer: '/expires', code: 'wrong_value', message: 'not before it may start' });
  }
  if (issues.length > 0) return optionsRefused(issues);
  const allowed = await maySend(world, { ...ask, args: args.value });
  if (!allowed.ok) return allowed;
  const { task, priority = 5, retries = defaultRetries } = ask;
  const queue = ask.queue ?? queueFor(task, world.settings.taskRoutes);
  const taskId = ask.taskId ?? `${task}.${randomUUID()}`;
  const { expires } = ask;
  const sentBy = actorOf(world.caller);
  const done = await world.store.write('every company', async (tx) => {
    const isNew = await insertTask(tx, {
      taskId,
      task,
      args: args.value,
      queue,
      priority,
      sentBy,
      countdownSeconds: ask.countdown ?? null,
      notBefore: ask.eta ?? null,
      expiresSeconds: typeof expires === 'number' ? expires : null,
      notAfter: typeof expires === 'number' ? null : (expires ?? null),
      retries,
    });
    if (isNew) {
      const event = { kind: 'task_sent', at: null, workerId: null, facts: { by: sentBy } };
      await insertTaskEvents(tx, [{ ...event, taskId, task, queue }]);
    }
    const serving = (await workers(tx)).filter((one) => one.isAlive && one.queues.includes(queue));
    const pausedBy = (await pauseOfAll(tx))?.orderedBy ?? null;
    return { isNew, workers: serving.length, pausedBy };
  });
  if (!done.isNew) return idTaken(taskId);
  if (ask.countdown === undefined && ask.eta === undefined) {
    await hintAt(world, world.engine, { taskId, task, queue, priority, epoch: 0 });
  }
  return answer({ taskId, task, queue, workers: done.workers, pausedBy: done.pausedBy });
}

/**
 * A task that names a period belongs to that period's company. A task without a period belongs to no company,
 * and only an operator may send it.
 */
async function maySend(
  world: WorkingWorld,
  { args }: { readonly args: Readonly<Record<string, unknown>> },
): Promise<Answer<unknown>> {
  const { periodId } = args;
  const allowed = operatorOnly(world.caller);
  return allowed.ok || typeof periodId !== 'number' ? allowed : findPeriod(world, periodId);
}

/**
 * Gives the queue a hint. A failure to do so is ignored: the row exists, and the next worker that looks
 * repeats the hint.
 */
export async function hintAt(
  world: Pick<World, 'telemetry'>,
  engine: Pick<Engine, 'enqueue'>,
  hint: {
    readonly taskId: string;
    readonly task: string;
    readonly queue: string;
    readonly priority: number;
    readonly epoch: number;
  },
): Promise<void> {
  const { taskId, task, queue, priority, epoch } = hint;
  try {
    // The id contains the claim's epoch, because the task of the previous claim may still be running.
    const id = epoch === 0 ? taskId : `${taskId}.${epoch + 1}`;
    await engine.enqueue(task, { taskId }, { id, queue, priority });
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const { code, message } = error;
    world.telemetry.emit({ kind: 'outage', code, message, retryInSeconds: 15 });
  }
}

const idPattern = /^[a-z][a-z0-9_.-]{0,109}$/;
const queuePattern = /^[a-z][a-z0-9_.-]{0,59}$/;
const tenYearsSeconds = 10 * 366 * 86_400;

/** Refuses a task that would expire before it may start. */
async function expiresBeforeItStarts(
  world: WorkingWorld,
  { countdown, eta, expires }: SendTask,
): Promise<boolean> {
  const from = countdown ?? eta;
  if (from === undefined || expires === undefined) return false;
  const now = await world.store.read('every company', (at) => databaseNow(at));
  const moment = (given: number | Temporal.Instant) =>
    typeof given === 'number' ? now.add({ milliseconds: Math.round(given * 1_000) }) : given;
  return Temporal.Instant.compare(moment(expires), moment(from)) < 0;
}

function optionIssues(ask: SendTask): Issue[] {
  const { countdown, eta, expires, queue, priority, retries, taskId } = ask;
  const issues: Issue[] = [];
  const add = (name: string, message: string) =>
    issues.push({ pointer: `/${name}`, code: 'wrong_value', message });
  const isSeconds = (value: number) => value >= 0 && value <= tenYearsSeconds;
  if (countdown !== undefined && !isSeconds(countdown))
    add('countdown', 'it must be a number of seconds, 0 or more');
  if (countdown !== undefined && eta !== undefined)
    add('eta', 'give either a countdown or an eta, not both');
  if (typeof expires === 'number' && !isSeconds(expires))
    add('expires', 'it must be a number of seconds, 0 or more');
  if (queue !== undefined && !queuePattern.test(queue)) {
    add('queue', 'it may have only lower-case letters, digits, "_", "." and "-"');
  }
  if (priority !== undefined && !isWhole(priority, 9))
    add('priority', `it must be a whole number from 0 (first) to 9 (last), not ${priority}`);
  if (retries !== undefined && !isWhole(retries, 100))
    add('retries', `it must be a whole number from 0 to 100, not ${retries}`);
  if (taskId !== undefined && !idPattern.test(taskId)) {
    add(
      'taskId',
      'it must be a lower-case letter, then letters, digits, "_", "." or "-", at most 110 in all',
    );
  }
  return issues;
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function optionsRefused(issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'task_options_invalid',
    message: `the options of the task are not valid: ${issues.map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`).join('; ')}`,
    issues,
  });
}

function idTaken(taskId: string): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'task_id_taken',
    message: `task ${taskId} was already sent; it was not sent again`,
    hint: 'see its state',
    actions: [{ action: 'show_task', task: taskId }],
    facts: { taskId },
  });
}
