/**
 * A write that leaves nothing behind when it ends in a refusal.
 *
 * `store.write` commits what was written before a refusal was returned, which is right where the
 * refusal itself leaves a row (a missed due instant that is now held). A change of several rows that
 * is found to be impossible half-way has to go back as a whole.
 */
import type { Answer, Refused } from '#errors.ts';
import type { Scope, Writing } from '#store/store.ts';
import type { World } from './world.ts';

export interface AllOrNothing {
  readonly scope: Scope;
  /** Takes everything back at the end, whatever the answer. */
  readonly dryRun?: boolean;
}

export async function allOrNothing<T>(
  world: World,
  how: AllOrNothing,
  work: (tx: Writing) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  if (how.dryRun === true) return world.store.rehearse(how.scope, work);
  try {
    return await world.store.write(how.scope, async (tx) => {
      const answered = await work(tx);
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
    super('taken back');
    this.refused = refused;
  }
}
