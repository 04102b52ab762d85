/** A database for one bench: the embedded server in a temporary folder. */
import { engineFor } from '#engine/engine-for.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate } from '#store/migrate.ts';
import { systemClock } from '#time/clock.ts';
import { newDataFolder, removeLeftOvers, removeUnused } from '../test/support/test-server.ts';
import { atTheEnd } from './clean-up.ts';

export interface BenchDatabase {
  readonly url: string;
  /** Process id of the server. It changes after a kill and restart. */
  pid(): number;
  /** Closes the database before the end of the bench. */
  close(): Promise<void>;
}

/**
 * Starts the server with fsync on, as in production. It is removed when the bench ends, even after
 * a failure.
 */
export async function benchDatabase(): Promise<BenchDatabase> {
  await removeLeftOvers();
  const dataFolder = await newDataFolder();
  const starting = embeddedServer({ dataFolder });
  const close = atTheEnd(async () => {
    const started = await starting.catch(() => null);
    await started?.release();
    await removeUnused(dataFolder);
  });
  const server = await starting;
  const migrated = await migrate({ url: server.url });
  if (!migrated.ok) throw new Error(migrated.refusal.message);
  await migrateBroker(server.url);
  return { url: server.url, pid: () => server.pid, close };
}

/** Creates the broker's tables, for benches with workers. */
async function migrateBroker(url: string): Promise<void> {
  const engine = engineFor({
    brokerUrl: null,
    databaseUrl: url,
    mayMigrate: true,
    clock: systemClock,
  });
  await engine.ready();
  await engine.close({ graceful: false });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
