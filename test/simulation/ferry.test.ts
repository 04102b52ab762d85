/** Thirty storms for the ferry: a weekly schedule whose periods are generated as time passes. */
import { expect, inject, it } from 'vitest';
import { evenSeeds, expectNoFailure } from './gate-seeds.ts';

it('the ferry is paid correctly in every storm', async () => {
  const result = await expectNoFailure({ serverUrl: inject('serverUrl'), seeds: evenSeeds });
  expect(result.seeds).toBe(30);
}, 600_000);
