/**
 * Checks every invariant for every company. An invariant holds when its query returns no row.
 *
 * Two connections share the list of invariants, so that two cores of the server work at it. Each query sees one
 * snapshot.
 */
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import {
  checkInvariants,
  type InvariantResult,
  invariants,
  invariantsToCheck,
} from '#store/reads/invariants.ts';
import type { LineKinds } from '#store/reads/lines-add-up.ts';
import type { World } from './world.ts';

export const lineKinds: LineKinds = {
  ids: everyBuiltInPayCode.map((code) => code.id),
  kinds: everyBuiltInPayCode.map((code) => code.kind),
};

export async function verify(world: Pick<World, 'store'>): Promise<readonly InvariantResult[]> {
  const waiting = invariantsToCheck();
  const lane = () =>
    world.store.read('every company', (at) => checkInvariants(at, { kinds: lineKinds, waiting }));
  // When one fails, the other ends with its current query.
  const stopping = (error: unknown) => {
    waiting.length = 0;
    throw error;
  };
  const lanes = await Promise.allSettled([lane().catch(stopping), lane().catch(stopping)]);
  const results = lanes.flatMap((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const places = new Map(invariants.map(({ id }, place) => [id, place]));
  const place = ({ id }: InvariantResult) => places.get(id) ?? 0;
  return results.sort((one, other) => place(one) - place(other));
}
