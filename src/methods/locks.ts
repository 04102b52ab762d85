/** The methods for locks, which show what each worker works on. */
import { answerShownAs, eachShownAs } from '#answers/json-form.ts';
import { lockShape } from '#answers/locks.ts';
import { listLocks } from '#operations/locks/list-locks.ts';
import { releaseLock } from '#operations/locks/release-lock.ts';
import type { MethodContext } from './context.ts';

export function locksIn({ world }: MethodContext) {
  return {
    locks: {
      /** Lists the locks: which worker works on which period. */
      list: async () => eachShownAs(await listLocks(world), lockShape),
      /** Releases the lock of a dead worker. `isForced` also releases the lock of a living one. */
      release: async (ask: { readonly name: string; readonly isForced?: boolean }) =>
        answerShownAs(await releaseLock(world, { isForced: false, ...ask }), lockShape),
    },
  };
}
