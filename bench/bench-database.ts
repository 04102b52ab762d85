/** A database of its own for one measurement: the embedded server in a temporary folder. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFor } from '#engine/engine-for.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate } from '#store/migrate.ts';
import { systemClock } from '#time/clock.ts';

export interface BenchDatabase {
  readonly url: string;
  /** Of the server; another one after it was killed and started again. */
  pid(): number;
  close(): Promise<void>;
}

/** fsync on, as in production. */
export async function benchDatabase(): Promise<BenchDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'paybeat-bench-'));
  // As root the server runs as another user, who has to be able to enter.
  await chmod(dataFolder, 0o755);
  const server = await embeddedServer({ dataFolder });
  const migrated = await migrate({ url: server.url });
  if (!migrated.ok) throw new Error(migrated.refusal.message);
  await migrateBroker(server.url);
  const close = async () => {
    await server.release();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { url: server.url, pid: () => server.pid, close };
}

/** The tables of the tasks, for benches with workers. */
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
