/** What a worker does for each task name. Delivering a task 0, 1 or 50 times changes nothing. */

import { type Handlers, payloadNumber } from '#engine/engine.ts';
import { advanceRun } from './advance-run.ts';
import { calculateChunk } from './calculate-chunk.ts';
import type { World } from './world.ts';

export function taskHandlers(world: World): Handlers {
  return {
    calculate_chunk: async ({ payload }) => {
      const run = {
        companyId: payloadNumber(payload, 'companyId'),
        runId: payloadNumber(payload, 'runId'),
      };
      const outcome = await calculateChunk(world, {
        ...run,
        ordinal: payloadNumber(payload, 'ordinal'),
      });
      if (outcome.kind === 'done') await advanceRun(world, run);
      return outcome.kind;
    },
    advance_run: async ({ payload }) => {
      await advanceRun(world, {
        companyId: payloadNumber(payload, 'companyId'),
        runId: payloadNumber(payload, 'runId'),
      });
      return 'looked';
    },
  };
}
