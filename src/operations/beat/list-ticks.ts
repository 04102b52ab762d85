/**
 * The newest ticks, of one entry or of all. Ticks of a removed entry remain.
 *
 * Refusal: entry_not_found, when neither an entry nor a tick has the name.
 */
import { type Answer, answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { entryByName, type TickRow, ticks } from '#store/reads/beat.ts';
import { entryNotFound } from './put-entries.ts';

export function listTicks(
  world: Pick<World, 'store'>,
  ask: { readonly entry?: string; readonly limit: number },
): Promise<Answer<readonly TickRow[]>> {
  const { entry } = ask;
  return world.store.read('every company', async (at) => {
    const found = await ticks(at, ask);
    const isUnknown = found.length === 0 && entry !== undefined && !(await entryByName(at, entry));
    return isUnknown ? entryNotFound(entry) : answer(found);
  });
}
