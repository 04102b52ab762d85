/**
 * Runs several operations in one transaction. A refusal rolls all of them back.
 *
 * Nobody sees a partial result, and a process that is killed in the middle leaves nothing behind.
 */
import type { Answer } from '#errors.ts';
import { type Scope, storeInside } from '#store/store.ts';
import { allOrNothing } from './all-or-nothing.ts';
import type { World } from './world.ts';

export function asOne<T>(
  world: World,
  scope: Scope,
  work: (inside: World) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  return allOrNothing(world, { scope }, (tx) => work({ ...world, store: storeInside(tx) }));
}
