/**
 * Hands due periods of many companies to the workers in sets: one hint for each, which names companies and
 * nothing else. Which of them can be paid together is decided by whoever takes it (open-set.ts).
 */
import type { Engine } from '#engine/engine.ts';
import { queueFor } from '#operations/tasks/task-routes.ts';
import type { World } from '#operations/world.ts';
import type { DuePeriod } from '#store/reads/due.ts';

interface EnqueuedSets {
  /** In no set. */
  readonly alone: readonly DuePeriod[];
  readonly enqueued: number;
}

export async function enqueueSets(
  world: World,
  engine: Pick<Engine, 'enqueue'>,
  due: readonly DuePeriod[],
): Promise<EnqueuedSets> {
  const { setCompanies, taskRoutes } = world.settings;
  const { single, alone } = singleDue(due, setCompanies);
  const queue = queueFor('run_set', taskRoutes);
  let enqueued = 0;
  for (let start = 0; start < single.length; start += setCompanies) {
    const set = single.slice(start, start + setCompanies);
    const [first, last] = [set[0]?.periodId, set.at(-1)?.periodId];
    const payload = { companyIds: set.map(({ companyId }) => companyId).join() };
    // Whoever looks at the same moment finds the same sets.
    const id = `set-${first}-${last}-${set.length}`;
    const answer = await engine.enqueue('run_set', payload, { id, queue });
    if (answer.kind === 'enqueued') enqueued += 1;
  }
  return { alone, enqueued };
}

/** Companies of which exactly one period is due, in ascending order; all that is due of the others. */
export function singleDue(
  due: readonly DuePeriod[],
  setCompanies: number,
): { readonly single: readonly DuePeriod[]; readonly alone: readonly DuePeriod[] } {
  if (setCompanies === 0) return { single: [], alone: due };
  const single: DuePeriod[] = [];
  const alone: DuePeriod[] = [];
  for (const periods of Map.groupBy(due, ({ companyId }) => companyId).values()) {
    (periods.length === 1 ? single : alone).push(...periods);
  }
  return { single: single.sort((one, other) => one.companyId - other.companyId), alone };
}

/** Of the payload of a hint. */
export function companiesOfSet(text: string): readonly number[] {
  return text.split(',').map(Number).filter(Number.isSafeInteger);
}
