/**
 * How a sent task went: its state, its result when there is one, and waiting for it.
 *
 * Ends are kept for the time that the settings say (a day by default), then forgotten.
 *
 * Refusals: task_not_found (never sent, or forgotten), task_not_finished (the time-out came first),
 * task_failed, task_expired, task_revoked, task_started (too late to revoke).
 */

import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { findSentTask } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type TaskRow } from '#store/reads/tasks.ts';
import {
  insertTaskEvents,
  markTaskRevoked,
  type NewTaskEvent,
  revokeTasks,
  type TaskBrief,
} from '#store/writes/tasks.ts';

export function showTask(
  world: Pick<World, 'store' | 'caller'>,
  ask: { readonly taskId: string },
): Promise<Answer<TaskRow>> {
  return findSentTask(world, ask.taskId);
}

const firstLookMs = 50;
const longestLookMs = 1_000;

/** The result of the task, waited for at most so long; 0 looks once. */
export async function awaitTask(
  world: Pick<World, 'store' | 'caller'>,
  ask: {
    readonly taskId: string;
    readonly timeoutMs: number;
    readonly pause: (milliseconds: number) => Promise<void>;
  },
): Promise<Answer<unknown>> {
  let left = ask.timeoutMs;
  for (let lookMs = firstLookMs; ; lookMs = Math.min(longestLookMs, lookMs * 1.5)) {
    const shown = await showTask(world, ask);
    if (!shown.ok) return shown;
    const ended = endOf(shown.value);
    if (ended !== null) return ended;
    if (!(left > 0)) return notFinished(shown.value, ask.timeoutMs);
    const waitMs = Math.min(left, lookMs);
    await ask.pause(waitMs);
    left -= waitMs;
  }
}

/** Takes back a task that has not started. */
export async function revokeTask(
  world: Pick<World, 'store' | 'caller'>,
  ask: { readonly taskId: string },
): Promise<Answer<TaskRow>> {
  const known = await findSentTask(world, ask.taskId);
  if (!known.ok) return known;
  const revoked = await world.store.write('every company', async (tx) => {
    const task = await markTaskRevoked(tx, ask.taskId);
    if (task) await insertTaskEvents(tx, [eventOf(task)]);
    return task;
  });
  const shown = await showTask(world, ask);
  if (!shown.ok || revoked) return shown;
  const { state } = shown.value;
  const hasBegun = state === 'started' || state === 'running';
  return refuse({
    family: 'conflict',
    code: hasBegun ? 'task_started' : 'task_finished',
    message: `task ${ask.taskId} is ${state}; only a task that has not started can be revoked`,
    hint: hasBegun ? 'to stop its run, void the run' : 'see its result',
    actions: [hasBegun ? { action: 'list_runs' } : { action: 'show_task', task: ask.taskId }],
    facts: { taskId: ask.taskId, state },
  });
}

/** Takes back everything that has not started; how many that were. */
export function purgeTasks(
  world: Pick<World, 'store' | 'caller'>,
  ask: { readonly queue: string | null },
): Promise<number> {
  return world.store.write('every company', async (tx) => {
    const revoked = await revokeTasks(tx, ask.queue);
    if (revoked.length > 0) await insertTaskEvents(tx, revoked.map(eventOf));
    return revoked.length;
  });
}

function eventOf(task: TaskBrief): NewTaskEvent {
  const { attempts, ...brief } = task;
  return { ...brief, kind: 'task_revoked', at: null, workerId: null, facts: { attempts } };
}

function endOf(task: TaskRow): Answer<unknown> | null {
  const { taskId, state, failure } = task;
  const facts = { taskId, state };
  if (state === 'success') return answer(task.result);
  if (state === 'failure') {
    const { code, message } = failure ?? { code: 'unknown', message: 'it does not say why' };
    return refuse({
      family: 'conflict',
      code: 'task_failed',
      message: `task ${taskId} failed: ${code}: ${message}`,
      facts: { ...facts, failure },
    });
  }
  if (state === 'expired') {
    return refuse({
      family: 'conflict',
      code: 'task_expired',
      message: `task ${taskId} expired before a worker started it`,
      hint: 'due periods stay due; see which workers are running',
      actions: [{ action: 'show_workers' }],
      facts,
    });
  }
  if (state === 'revoked') {
    const message = `task ${taskId} was revoked before it started`;
    return refuse({ family: 'conflict', code: 'task_revoked', message, facts });
  }
  return null;
}

function notFinished({ taskId, state }: TaskRow, timeoutMs: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'task_not_finished',
    message: `task ${taskId} is ${state} after ${timeoutMs / 1_000} s`,
    hint: 'it is still running; ask again, or see the active tasks',
    actions: [{ action: 'show_active_tasks' }],
    facts: { taskId, state },
  });
}
