/**
 * Hands due periods of many companies to the workers in sets: one hint for each, which names companies and
 * nothing else. Which of them can be paid together is decided by whoever takes it (open-set.ts).
 */
import type { Engine } from '#engine/engine.ts';
import { queueFor } from '#operations/tasks/task-routes.ts';
import type { World } from '#operations/world.ts';
import type { DuePeriod } from '#store/reads/due.ts';
import { dueOfCompanies } from '#store/reads/sets.ts';
import { slicesOf } from '#store/writes/staged-rows.ts';

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
  const { single, alone } = await smallDue(world, due);
  const queue = queueFor('run_set', taskRoutes);
  let enqueued = 0;
  for (const set of slicesOf(single, setCompanies)) {
    const [first, last] = [set[0]?.periodId, set.at(-1)?.periodId];
    const payload = { companyIds: set.map(({ companyId }) => companyId).join() };
    // Whoever looks at the same moment finds the same sets.
    const id = `set-${first}-${last}-${set.length}`;
    const answer = await engine.enqueue('run_set', payload, { id, queue });
    if (answer.kind === 'enqueued') enqueued += 1;
  }
  return { alone, enqueued };
}

/** What a run of a set holds at most: it is one chunk. */
export function peopleOfRunMax({ chunkSize, setPeople }: World['settings']): number {
  return Math.min(chunkSize, setPeople);
}

/** As `singleDue`, and without larger companies: those are opened at once. */
async function smallDue(world: World, due: readonly DuePeriod[]) {
  const { single, alone } = singleDue(due, world.settings.setCompanies);
  if (single.length === 0) return { single, alone };
  const peopleMax = peopleOfRunMax(world.settings);
  const companyIds = single.map(({ companyId }) => companyId);
  const rows = await world.store.read('every company', (at) =>
    dueOfCompanies(at, { companyIds, opens: 'due_instant', peopleMax }),
  );
  const small = new Set(
    rows.filter(({ people }) => people <= peopleMax).map(({ periodId }) => periodId),
  );
  return {
    single: single.filter(({ periodId }) => small.has(periodId)),
    alone: [...alone, ...single.filter(({ periodId }) => !small.has(periodId))],
  };
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
