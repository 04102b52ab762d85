/**
 * How long a task may take. As in Celery, a soft limit asks the task to stop and a hard limit abandons it.
 *
 * The time counts only while a worker performs the task, not while the task waits for its runs. At the soft
 * limit the task's signal is aborted; completed work remains. At the hard limit the worker stops waiting for
 * the task. Anything that an abandoned task still writes is rejected by its outdated epoch. Reaching a limit
 * is an Outage (`soft_time_limit`, `hard_time_limit`), so the task is retried.
 *
 * Not covered: code that never yields the processor. No timer runs then, so neither limit applies. The lease
 * of its work expires, and another process takes the work over.
 */
import type { Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { Limits, TaskLimits } from '#settings/work-settings.ts';
import { fits } from './task-routes.ts';

export function limitsFor(task: string, limits: TaskLimits): Limits {
  const found = Object.entries(limits.byTask).find(([pattern]) => fits(pattern, task));
  return found?.[1] ?? limits;
}

/**
 * Returns the result of the work, or throws an Outage when a limit was reached first. `work` gets a signal
 * that is aborted by the caller's signal and by the soft limit.
 */
export async function withinLimits<T>(ask: {
  readonly limits: Limits;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  readonly work: (signal: AbortSignal) => Promise<T>;
}): Promise<T> {
  const { softSeconds, hardSeconds } = ask.limits;
  if (softSeconds === null && hardSeconds === null) return ask.work(ask.signal);
  const soft = new AbortController();
  const hard = Promise.withResolvers<never>();
  const callOffs = [
    softSeconds !== null && ask.timers.after(softSeconds * 1_000, () => soft.abort()),
    hardSeconds !== null &&
      ask.timers.after(hardSeconds * 1_000, () => hard.reject(limitReached('hard', hardSeconds))),
  ];
  try {
    const value = await Promise.race([
      ask.work(AbortSignal.any([ask.signal, soft.signal])),
      hard.promise,
    ]);
    if (soft.signal.aborted && !ask.signal.aborted) throw limitReached('soft', softSeconds ?? 0);
    return value;
  } finally {
    for (const callOff of callOffs) if (callOff !== false) callOff();
  }
}

function limitReached(which: 'soft' | 'hard', seconds: number): Outage {
  return new Outage(`${which}_time_limit`, `the task took longer than ${seconds} s`, {
    hint: 'finished work is kept; raise the limit if it is too short',
  });
}
