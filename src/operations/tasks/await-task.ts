/**
 * The state of a sent task, its result when there is one, and waiting for the result.
 *
 * Results are kept for a time that the settings give (a day by default) and then deleted.
 *
 * Refusals: task_not_found (never sent, or deleted), task_not_finished (the wait timed out first),
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

/** Waits at most `timeoutMs` for the task's result; 0 looks once. */
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

const whatItDid: Readonly<Record<string, string>> = {
  started: 'has already started',
  running: 'has already started its run',
  success: 'has already succeeded',
  failure: 'has already failed',
  expired: 'has already expired',
  revoked: 'is already revoked',
};

/** Revokes a task that has not started. */
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
    message: `task ${ask.taskId} ${whatItDid[state] ?? `is ${state}`}; only a task that has not started can be revoked`,
    hint: hasBegun ? 'to stop its run, void the run' : 'see the task',
    actions: [hasBegun ? { action: 'list_runs' } : { action: 'show_task', task: ask.taskId }],
    facts: { taskId: ask.taskId, state },
  });
}

/** Revokes every task that has not started, and returns how many. */
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
    hint:
      state === 'pending'
        ? 'it has not started; check that a worker is running, then ask again'
        : 'it has not ended; ask again, or see the active tasks',
    actions: [{ action: state === 'pending' ? 'show_workers' : 'show_active_tasks' }],
    facts: { taskId, state },
  });
}
