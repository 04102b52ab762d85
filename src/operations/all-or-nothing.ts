/**
 * A write that leaves nothing behind when it ends in a refusal, or has changed nothing.
 *
 * `store.write` commits what was written before a refusal was returned, which is right where the
 * refusal itself leaves a row (a missed due instant that is now held). A change of several rows that
 * is found to be impossible half-way has to go back as a whole; and one that turns out to change
 * nothing leaves no revision and no audit row behind.
 */
import type { Answer } from '#errors.ts';
import type { Scope, Writing } from '#store/store.ts';
import type { World } from './world.ts';

interface AllOrNothing<T> {
  readonly scope: Scope;
  /** Takes everything back at the end, whatever the answer. */
  readonly dryRun?: boolean;
  /** Left out: whatever is answered is a change. */
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
