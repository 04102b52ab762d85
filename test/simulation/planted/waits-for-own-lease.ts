/** After an outage, a worker waits for its own leases to expire, like every other worker. */
import { keepWorker } from '#processes/worker/worker.ts';
import type { Conduct } from '../callers.ts';

export const waitsForOwnLease: Conduct = {
  name: 'waits-for-own-lease',
  serve: ({ inHand, ...world }, ask) => {
    if (!inHand) throw new Error('the world of a simulation has an inHand');
    const keeping = {
      during: inHand.during.bind(inHand),
      giveBackLost: async () => null,
    };
    return keepWorker({ ...world, inHand: keeping }, ask);
  },
};
