/** Expects every invariant to hold, after any run, fault or kill. */
import { expect } from 'vitest';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';

export async function expectSound(world: Pick<World, 'store'>): Promise<void> {
  const broken = (await verify(world)).filter((one) => one.violations.length > 0);
  expect(broken).toEqual([]);
}
