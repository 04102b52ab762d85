/** What a worker does for each task name. Delivering a task 0, 1 or 50 times changes nothing. */

import type { Handlers, TaskPayload } from '#engine/engine.ts';
import { assert } from '#errors.ts';
import { advanceRun } from './advance-run.ts';
import { calculateChunk } from './calculate-chunk.ts';
import type { World } from './world.ts';

export function taskHandlers(world: World): Handlers {
  return {
    calculate_chunk: async ({ payload }) => {
      const run = {
        companyId: idIn(payload, 'companyId'),
        runId: idIn(payload, 'runId'),
      };
      const outcome = await calculateChunk(world, {
        ...run,
        ordinal: idIn(payload, 'ordinal'),
      });
      if (outcome.kind === 'done') await advanceRun(world, run);
      return outcome.kind;
    },
    advance_run: async ({ payload }) => {
      await advanceRun(world, {
        companyId: idIn(payload, 'companyId'),
        runId: idIn(payload, 'runId'),
      });
      return 'looked';
    },
  };
}

/** A payload that does not name what it is about is our own mistake. */
function idIn(payload: TaskPayload, name: string): number {
  const value = payload[name];
  assert(typeof value === 'number' && Number.isSafeInteger(value), `the task names its ${name}`);
  return value;
}
