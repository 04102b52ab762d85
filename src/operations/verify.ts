/** Runs every invariant over every company: each must come back empty. */
import { checkInvariants, type InvariantResult } from '#store/reads/invariants.ts';
import { payCodes } from './pay-codes.ts';
import type { World } from './world.ts';

export function verify(world: Pick<World, 'store'>): Promise<readonly InvariantResult[]> {
  const all = payCodes().all;
  const kinds = { ids: all.map((code) => code.id), kinds: all.map((code) => code.kind) };
  return world.store.read('every company', (at) => checkInvariants(at, kinds));
}
