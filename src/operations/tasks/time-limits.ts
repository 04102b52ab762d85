/**
 * How long a task may take, as Celery has it: a soft limit asks it to stop, a hard limit gives it up.
 *
 * It counts while a worker has the task in hand, and not while the task waits for its runs. At the soft
 * limit the task's signal is aborted; what it has done stays done. At the hard limit nobody waits for it any longer. What a given-up
 * task still writes is fenced like that of a worker that was taken for dead. A limit that was
 * reached is an Outage (`soft_time_limit`, `hard_time_limit`): the task is tried again.
 *
 * Not here: code that never lets go of the processor. No timer runs then, so neither limit does; the
 * lease of its work runs out, and another process takes it over.
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
 * What the work answers, or an Outage when a limit came first. `work` is given a signal that is
 * aborted by the one handed in and by the soft limit.
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
