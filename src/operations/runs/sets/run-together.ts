/** Pays in sets what is due, without a queue: for a command, and for a task that asks for all that is due. */
import { everyDue } from '#operations/runs/open-due-runs.ts';
import type { World } from '#operations/world.ts';
import type { DueFor } from '#store/reads/due.ts';
import { type RunRow, runsById } from '#store/reads/runs.ts';
import { slicesOf } from '#store/writes/staged-rows.ts';
import { singleDue } from './enqueue-sets.ts';
import { runSets } from './run-sets.ts';

/** The runs as they are then. What is due and was not paid together is still to be opened alone. */
export async function runTogether(
  world: World,
  ask: {
    readonly opens: DueFor;
    /** Limits it to this company. */
    readonly companyId?: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<readonly RunRow[]> {
  const { signal, ...which } = ask;
  const { opens } = which;
  const { setCompanies } = world.settings;
  if (setCompanies === 0) return [];
  const { single } = singleDue(await everyDue(world, which), setCompanies);
  const runs: RunRow[] = [];
  for (const set of slicesOf(single, setCompanies)) {
    if (signal?.aborted === true) break;
    const companyIds = set.map(({ companyId }) => companyId);
    const { paid } = await runSets(world, { companyIds, opens });
    const runIds = paid.map(({ opened }) => opened.run.runId);
    runs.push(...(await world.store.read('every company', (at) => runsById(at, runIds))));
  }
  return runs;
}
