/**
 * What a program of test/support needs that another process kills: a world that writes each event as a line of JSON
 * before it sends the next statement. So a reader knows how far it got. Its lease is one second, so the next
 * process does not wait long.
 */
import { writeSync } from 'node:fs';
import { createStore } from '#store/store.ts';
import { worldOn } from './small-company.ts';

export function tell(event: object): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

/** Two chunks at once, without pauses. */
export const quickly = { concurrency: 2, pause: async () => undefined };

export function tellingWorld(url: string, worker: string) {
  const store = createStore({ url });
  return {
    ...worldOn(store, { chunkSize: 10, leaseSeconds: 1 }, worker),
    telemetry: { emit: tell },
  };
}
