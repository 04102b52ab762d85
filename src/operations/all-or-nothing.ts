/**
 * A write that is rolled back when it ends in a refusal or changes nothing.
 *
 * `store.write` commits everything written before a refusal. That is right when the refusal itself leaves a
 * row (a missed due instant that is now held). A change of several rows that fails half-way must be rolled
 * back as a whole. A change that turns out to change nothing must leave no revision and no audit row.
 */
import type { Answer } from '#errors.ts';
import type { Scope, Writing } from '#store/store.ts';
import type { World } from './world.ts';

interface AllOrNothing<T> {
  readonly scope: Scope;
  /** Always rolls back at the end. */
  readonly dryRun?: boolean;
  /** When absent, every answer counts as a change. */
  readonly hasChanged?: (value: T) => boolean;
}

export async function allOrNothing<T>(
  world: World,
  how: AllOrNothing<T>,
  work: (tx: Writing) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const { scope, dryRun = false, hasChanged = () => true } = how;
  if (dryRun) return world.store.rehearse(scope, work);
  let answered: Answer<T> | null = null;
  try {
    return await world.store.write(scope, async (tx) => {
      answered = await work(tx);
      if (!answered.ok || !hasChanged(answered.value)) throw new TakenBack('taken back');
      return answered;
    });
  } catch (error) {
    if (error instanceof TakenBack && answered !== null) return answered;
    throw error;
  }
}

class TakenBack extends Error {}
