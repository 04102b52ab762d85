/**
 * Several operations as one: they share a transaction, and a refusal takes everything back.
 *
 * Nobody sees a part of it, and a process that is killed in the middle leaves nothing behind.
 */
import type { Answer, Refused } from '#errors.ts';
import { type Scope, storeInside } from '#store/store.ts';
import type { World } from './world.ts';

export async function asOne<T>(
  world: World,
  scope: Scope,
  work: (inside: World) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    return await world.store.write(scope, async (tx) => {
      const answered = await work({ ...world, store: storeInside(tx) });
      if (!answered.ok) throw new TakenBack(answered);
      return answered;
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.refused;
    throw error;
  }
}

class TakenBack extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super(refused.refusal.message);
    this.refused = refused;
  }
}
