/**
 * Companies that are due together are paid in sets. One of them breaks, and never fails another.
 *
 * Sets must also end during the storms: faults that only meet sets that never end show little.
 */
import { expect, inject, it } from 'vitest';
import { expectNoFailure, gateSeeds } from './gate-seeds.ts';

it('companies that are due together are paid once each in every storm', async () => {
  const seeds = gateSeeds.slice(0, 6);
  const serverUrl = inject('serverUrl');
  const result = await expectNoFailure({ serverUrl, seeds, hasSets: true });
  expect(result.seeds).toBe(6);
  expect(result.setsInStorms).toBeGreaterThanOrEqual(1);
}, 300_000);

it('they are also paid if the database is killed while leases are held', async () => {
  const seeds = gateSeeds.slice(0, 2);
  const serverUrl = inject('serverUrl');
  const result = await expectNoFailure({ serverUrl, seeds, hasSets: true, hasCrashes: true });
  expect(result.seeds).toBe(2);
  expect(result.setsInStorms).toBeGreaterThanOrEqual(1);
}, 300_000);
