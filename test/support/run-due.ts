/**
 * A process that runs what is due in a database, for tests that kill it: `run-due.ts URL WORKER`.
 *
 * It writes each event as a line of JSON before it sends the next statement, so a reader knows how
 * far it got. Its lease is one second, so the next process does not wait long.
 */
import { writeSync } from 'node:fs';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { createStore } from '#store/store.ts';
import { worldOn } from './small-company.ts';

const [, , url = '', worker = 'one'] = process.argv;
const store = createStore({ url });
const world = {
  ...worldOn(store, { chunkSize: 10, leaseSeconds: 1 }, worker),
  telemetry: { emit: (event: object) => tell(event) },
};
const results = await autoRunPayroll(world, { concurrency: 2, pause: async () => undefined });
tell({ kind: 'ended', results: results.map(({ kind, periodId }) => ({ kind, periodId })) });
await store.close();

function tell(event: object): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}
