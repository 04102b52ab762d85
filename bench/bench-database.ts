/** A database of its own for one measurement: the embedded server in a temporary folder. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate } from '#store/migrate.ts';

export interface BenchDatabase {
  readonly url: string;
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
  const close = async () => {
    await server.release();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { url: server.url, close };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
