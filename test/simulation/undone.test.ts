/** Committed runs are reversed, corrected and paid again by several people at once, in every kind of trouble. */
import { expect, inject, it } from 'vitest';
import { expectNoFailure, gateSeeds } from './gate-seeds.ts';

it('whatever is undone is undone once, and every difference is settled once, in every storm', async () => {
  const seeds = gateSeeds.slice(0, 4);
  const result = await expectNoFailure({ serverUrl: inject('serverUrl'), seeds, hasUndo: true });
  expect(result.seeds).toBe(4);
}, 300_000);
