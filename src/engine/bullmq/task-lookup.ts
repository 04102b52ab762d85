/**
 * Looks up the state of a task on the broker.
 */
import type { TaskState } from '#engine/engine.ts';
import type { BullQueue } from './broker.ts';
import { answered } from './broker-outage.ts';
import { type BullJob, isConsistent, stateOf } from './bull-task.ts';

interface FoundTask {
  readonly job: BullJob;
  readonly state: TaskState;
}

/**
 * State and task take two requests. The task may move in between, but not this many times in a row.
 */
const looksMax = 5;

export async function findTask(queue: BullQueue, id: string): Promise<FoundTask | undefined> {
  for (let looks = 1; ; looks += 1) {
    const [state, job] = await answered(Promise.all([queue.getJobState(id), queue.getJob(id)]));
    if (job === undefined) return undefined;
    if (isConsistent(state, job) || looks === looksMax) {
      return { job, state: stateOf(state, job) };
    }
  }
}
