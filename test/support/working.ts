/** A world whose tasks go to an engine inside the test, on a clock that the test moves. */
import { inProcessEngine } from '#engine/in-process.ts';
import type { Performer, PerformOutcome } from '#operations/tasks/perform-task.ts';
import { performTask } from '#operations/tasks/perform-task.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { systemClock } from '#time/clock.ts';
import { type ManualTime, manualTime } from './manual-timers.ts';

/** The engine takes hints and nobody works on it. */
export function working(world: World): WorkingWorld {
  return { ...world, engine: inProcessEngine({ clock: systemClock }) };
}

/** As a worker does it when the queue says so. */
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
