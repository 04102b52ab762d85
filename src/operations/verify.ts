/**
 * Checks every invariant for every company. An invariant holds when its query returns no row.
 *
 * Two connections share the list of invariants, so that two cores of the server work at it. Each query sees one
 * snapshot.
 */
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { furtherInvariants, plannedInvariants } from '#store/reads/further-invariants.ts';
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

type Verifying = Pick<World, 'store'>;

export async function verify(world: Verifying): Promise<readonly InvariantResult[]> {
  const results = await checked(world, invariantsToCheck());
  const places = new Map(invariants.map(({ id }, place) => [id, place]));
  const place = ({ id }: InvariantResult) => places.get(id) ?? 0;
  return results.toSorted((one, other) => place(one) - place(other));
}

export interface FullResult extends InvariantResult {
  /** `absent`: it is about something that does not exist yet. */
  readonly state: 'holds' | 'broken' | 'absent';
  /** What does not exist yet. Null: it was checked. */
  readonly missing: string | null;
}

/** Everything that `verify` checks, and more (further-invariants.ts). By number; each number once. */
export async function verifyAll(world: Verifying): Promise<readonly FullResult[]> {
  // The longest come first in the list of `verify`, and the further ones are long.
  const results = await checked(world, [...furtherInvariants, ...invariantsToCheck()]);
  const full = [...Map.groupBy(results, ({ id }) => id)].map(([id, parts]): FullResult => {
    const violations = parts.flatMap((part) => part.violations);
    const sentences = [...invariants, ...furtherInvariants].filter((one) => one.id === id);
    return {
      ...{ id, sentence: sentences.map(({ sentence }) => sentence).join('; '), violations },
      ...{ state: violations.length === 0 ? 'holds' : 'broken', missing: null },
    };
  });
  const absent = plannedInvariants.map(
    (one): FullResult => ({ ...one, state: 'absent', violations: [] }),
  );
  const number = ({ id }: FullResult) => Number(id.slice(1));
  return [...full, ...absent].sort((one, other) => number(one) - number(other));
}

async function checked(
  world: Verifying,
  waiting: Parameters<typeof checkInvariants>[1]['waiting'],
): Promise<readonly InvariantResult[]> {
  const lane = () =>
    world.store.read('every company', (at) => checkInvariants(at, { kinds: lineKinds, waiting }));
  // When one fails, the other ends with its current query.
  const stopping = (error: unknown) => {
    waiting.length = 0;
    throw error;
  };
  const lanes = await Promise.allSettled([lane().catch(stopping), lane().catch(stopping)]);
  return lanes.flatMap((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
