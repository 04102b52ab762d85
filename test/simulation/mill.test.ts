/** Thirty storms for the mill: months that were added by hand, and people without a schedule. */
import { expect, inject, it } from 'vitest';
import { expectNoFailure, oddSeeds } from './gate-seeds.ts';

it('the mill is paid correctly in every storm', async () => {
  const result = await expectNoFailure({ serverUrl: inject('serverUrl'), seeds: oddSeeds });
  expect(result.seeds).toBe(30);
}, 600_000);
