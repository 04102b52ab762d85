/** Refusal `restored_unchecked`: the database was restored, and nobody has looked at what happened since the backup. */
import { type Answer, type Refused, refuse } from '#errors.ts';
import { restores } from '#store/reads/restores.ts';
import type { Reading, Writing } from '#store/store.ts';

/** Null: go on. The database refuses it, too. */
export async function uncheckedRestore(at: Reading): Promise<Refused | null> {
  const unchecked = (await restores(at)).find(({ acceptedAt }) => acceptedAt === null);
  if (unchecked === undefined) return null;
  const { takenAt } = unchecked;
  return refuse({
    family: 'conflict',
    code: 'restored_unchecked',
    message: `the database was restored from a backup of ${takenAt}, and may not know what was paid since`,
    hint: 'see what may have happened since, then accept the restore',
    actions: [{ action: 'examine' }, { action: 'accept_restore' }],
    facts: { takenAt: takenAt.toString() },
  });
}

/**
 * For requests that are made once. One that was carried out after the backup is not known here, and would be carried
 * out again.
 */
export function unlessUnchecked<T>(
  opens: (tx: Writing) => Promise<Answer<T>>,
): (tx: Writing) => Promise<Answer<T>> {
  return async (tx) => (await uncheckedRestore(tx)) ?? opens(tx);
}
