/** Whether a database exists, for questions that can also be answered without one. Creates nothing. */
import { resolve } from 'node:path';
import { findPlace, hasCluster } from '#store/embedded/server-place.ts';

/**
 * An external server counts as existing. Throws the same Outage as a start when the folder cannot be read.
 */
export async function hasDatabase(at: {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}): Promise<boolean> {
  return at.databaseUrl !== null || (await hasCluster(await findPlace(resolve(at.dataFolder))));
}
