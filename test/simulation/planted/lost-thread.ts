/**
 * Nobody notices that a thread died: its worker waits for the chunk for ever, and renews its lease for ever.
 */
import { keepWorker } from '#processes/worker/worker.ts';
import type { Conduct } from '../callers.ts';

export const lostThread: Conduct = {
  name: 'lost-thread',
  serve: ({ chunkThreads, ...world }, ask) => {
    if (!chunkThreads) return keepWorker(world, ask);
    const deaf = {
      takes: (runId: number) => chunkThreads.takes(runId),
      calculate: async (...asked: Parameters<typeof chunkThreads.calculate>) => {
        const outcome = await chunkThreads.calculate(...asked);
        return outcome.kind === 'thread_lost' ? new Promise<never>(() => undefined) : outcome;
      },
    };
    return keepWorker({ ...world, chunkThreads: deaf }, ask);
  },
};
