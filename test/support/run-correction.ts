/**
 * A process that corrects a whole run, for tests that kill it: `run-correction.ts URL WORKER RUN`. It writes each
 * event as a line of JSON, like run-due.ts.
 */
import { writeSync } from 'node:fs';
import { correctRun } from '#operations/runs/correct-run.ts';
import { createStore } from '#store/store.ts';
import { worldOn } from './small-company.ts';

const [, , url = '', worker = 'one', run = '0'] = process.argv;
const store = createStore({ url });
const world = {
  ...worldOn(store, { chunkSize: 10, leaseSeconds: 1 }, worker),
  telemetry: { emit: (event: object) => tell(event) },
};
const ask = { runId: Number(run), employees: null, hours: null, why: 'a late raise', payOn: null };
const done = await correctRun(
  world,
  { ...ask, dryRun: false },
  { concurrency: 2, pause: async () => undefined },
);
tell({ kind: 'ended', ok: done.ok });
await store.close();

function tell(event: object): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}
