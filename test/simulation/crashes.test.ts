/** The database is killed three times during chunks, and afterwards no work waits for a lease. */
import { expect, inject, it } from 'vitest';
import { expectNoFailure, gateSeeds } from './gate-seeds.ts';

it("interrupted work is claimed within six seconds of the database's return", async () => {
  const seeds = gateSeeds.slice(0, 8);
  const serverUrl = inject('serverUrl');
  const result = await expectNoFailure({ serverUrl, seeds, hasCrashes: true });
  expect(result.seeds).toBe(8);
}, 300_000);
