/**
 * A process that looks once for work, as a worker does, for tests that kill it: `run-review.ts URL`. It tells each
 * statement (telling-store.ts).
 */
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { tellPresence } from '#store/writes/reviews.ts';
import { worldOn } from './small-company.ts';
import { tell, tellingStore } from './telling-store.ts';

const [, , url = ''] = process.argv;
const store = tellingStore(url);
const world = {
  ...worldOn(store, {}, 'killed'),
  inHand: {
    during: <T>(_: unknown, act: (lost: () => void) => T) => act(() => undefined),
    giveBackLost: async () => null,
  },
};
await autoRunPayroll(world, { concurrency: 1, pause: async () => undefined });
await store.write('every company', (tx) => tellPresence(tx));
tell('ended');
await store.close();
