/** Whether a database is there to be asked, for what can be answered without one. Makes nothing. */
import { resolve } from 'node:path';
import { findPlace, hasCluster } from '#store/embedded/server-place.ts';

/** A server of one's own counts as there. Outage as for a start where the folder cannot be looked into. */
export async function hasDatabase(at: {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}): Promise<boolean> {
  return at.databaseUrl !== null || (await hasCluster(await findPlace(resolve(at.dataFolder))));
}
