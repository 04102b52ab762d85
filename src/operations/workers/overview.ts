/** Everything that the monitor shows, in one read. Writes nothing. */
import type { WholeWorld } from '#operations/world.ts';
import { type EntryRow, entries } from '#store/reads/beat.ts';
import { type RunRow, runs } from '#store/reads/runs.ts';
import { databaseNow } from '#store/reads/server.ts';
import { type Measures, measure } from './measure.ts';

export interface Overview {
  readonly now: Temporal.Instant;
  readonly measures: Measures;
  readonly entries: readonly EntryRow[];
  /** The newest runs. */
  readonly runs: readonly Pick<
    RunRow,
    'runId' | 'periodId' | 'companyCode' | 'state' | 'chunksDone' | 'chunkCount' | 'openedAt'
  >[];
}

const runsShown = 20;

export async function overview(world: WholeWorld): Promise<Overview> {
  const measures = await measure(world);
  return world.store.read('every company', async (at) => ({
    measures,
    now: await databaseNow(at),
    entries: await entries(at),
    runs: await runs(at, { limit: runsShown }),
  }));
}
