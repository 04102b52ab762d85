/**
 * A chunk thread: calculates chunks with a store of its own until it is terminated.
 *
 * A thread shares nothing with the main thread. It claims its chunks under the worker's name; the main
 * thread renews their leases.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { work } from '#caller.ts';
import { assert } from '#errors.ts';
import { calculateHere } from '#operations/runs/calculate-chunk.ts';
import type { World } from '#operations/world.ts';
import { createStore } from '#store/store.ts';
import {
  errorAsData,
  type FromThread,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

/** For two chunks at a time, one of them reading or writing while the other calculates. */
const connections = 3;
/** Progress is told once for so many employees. */
const toldEvery = 500;

const port = parentPort;
assert(port, 'this file is started as a thread');
const { databaseUrl, worker, settings }: ThreadStart = workerData;
const tell = (message: FromThread): void => port.postMessage(message);
const world: World = {
  store: createStore({ url: databaseUrl, connections }),
  telemetry: {
    emit: (event) => {
      // A message costs as much as a hundred payslips.
      const isTold = event.kind !== 'employees_calculated' || event.done % toldEvery === 0;
      if (isTold) tell({ kind: 'event', event });
    },
  },
  caller: work(worker),
  worker,
  settings,
};

port.on('message', ({ id, ask }: ToThread) => {
  calculateHere(world, ask, ({ epoch, periodId }) => {
    tell({ kind: 'claimed', id, claim: { epoch, periodId } });
  }).then(
    (outcome) => tell({ kind: 'ended', id, outcome }),
    (error: unknown) => tell({ kind: 'thrown', id, error: errorAsData(error) }),
  );
});
tell({ kind: 'ready' });
