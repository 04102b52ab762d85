/** A world whose tasks go to an engine inside the test, on a clock that the test moves. */
import { inProcessEngine } from '#engine/in-process.ts';
import type { Performer, PerformOutcome } from '#operations/tasks/perform-task.ts';
import { performTask } from '#operations/tasks/perform-task.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { systemClock } from '#time/clock.ts';
import { type ManualTime, manualTime } from './manual-timers.ts';

/** The engine accepts hints, and no worker takes them. */
export function working(world: World): WorkingWorld {
  return { ...world, engine: inProcessEngine({ clock: systemClock }) };
}

/** Performs a task, as a worker does when the queue delivers it. */
export function performs(
  world: World,
  ask: {
    readonly taskId: string;
    readonly perform: Performer;
    readonly time?: ManualTime;
    readonly signal?: AbortSignal;
  },
): Promise<PerformOutcome> {
  return performTask(world, {
    taskId: ask.taskId,
    perform: ask.perform,
    signal: ask.signal ?? new AbortController().signal,
    timers: (ask.time ?? manualTime()).timers,
    chance: () => 0,
  });
}
