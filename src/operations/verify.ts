/** Checks every invariant for every company. An invariant holds when its query returns no row. */
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { checkInvariants, type InvariantResult, type LineKinds } from '#store/reads/invariants.ts';
import type { World } from './world.ts';

export const lineKinds: LineKinds = {
  ids: everyBuiltInPayCode.map((code) => code.id),
  kinds: everyBuiltInPayCode.map((code) => code.kind),
};

export function verify(world: Pick<World, 'store'>): Promise<readonly InvariantResult[]> {
  return world.store.read('every company', (at) => checkInvariants(at, lineKinds));
}
