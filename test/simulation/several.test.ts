/**
 * Four periods of the same people are due at once, two fall due later, and one waits for a person.
 */
import { expect, inject, it } from 'vitest';
import { expectNoFailure, gateSeeds } from './gate-seeds.ts';

it('several due periods of the same people are paid in order in every storm', async () => {
  const seeds = gateSeeds.slice(0, 8);
  const serverUrl = inject('serverUrl');
  const result = await expectNoFailure({ serverUrl, seeds, hasSeveral: true });
  expect(result.seeds).toBe(8);
}, 300_000);

it('they are also paid in order if the database is killed while leases are held', async () => {
  const seeds = gateSeeds.slice(0, 3);
  const serverUrl = inject('serverUrl');
  const result = await expectNoFailure({ serverUrl, seeds, hasSeveral: true, hasCrashes: true });
  expect(result.seeds).toBe(3);
}, 300_000);
