/**
 * Finds the running server of a place, by `postmaster.pid` and by what the operating system says about that
 * process. Whether the server answers is tested later, by connecting to it.
 */
import { Outage } from '#errors.ts';
import { isServerOf, readPostmasterPid } from './postmaster-pid.ts';
import { clusterFolderOf, logFolderOf, type ServerPlace } from './server-place.ts';
import { waitUntil } from './wait-until.ts';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

type Sighting =
  | { readonly kind: 'none' }
  | { readonly kind: 'not_ready'; readonly pid: number; readonly status: string }
  | ({ readonly kind: 'ready' } & RunningServer);

/** Recovery after a crash may take this long: it reads up to 2 GB of write-ahead log. */
export const readySeconds = 600;

/** Looks once. */
export async function sightServer(place: ServerPlace): Promise<Sighting> {
  const clusterFolder = clusterFolderOf(place);
  const record = await readPostmasterPid(clusterFolder);
  if (typeof record === 'string' || !isServerOf(clusterFolder, record.pid)) return { kind: 'none' };
  const { pid, port, status } = record;
  const isReady = port !== null && (status === 'ready' || status === 'standby');
  return isReady ? { kind: 'ready', pid, port } : { kind: 'not_ready', pid, status };
}

/** Waits for a server that is starting, recovering or stopping. */
export async function findServer(
  place: ServerPlace,
  say: (line: string) => void,
): Promise<RunningServer | null> {
  const since = performance.now();
  let hasSaid = false;
  let seen = await sightServer(place);
  await waitUntil(
    async () => {
      seen = await sightServer(place);
      if (seen.kind !== 'not_ready') return true;
      if (!hasSaid && performance.now() - since > 3000) {
        hasSaid = true;
        say(`PostgreSQL (process ${seen.pid}) is ${seen.status}; waiting for it.`);
      }
      return false;
    },
    { seconds: readySeconds },
  );
  if (seen.kind === 'not_ready') throw notReady(place, seen.pid);
  return seen.kind === 'ready' ? { pid: seen.pid, port: seen.port } : null;
}

export function notReady(place: ServerPlace, pid: number): Outage {
  return new Outage(
    'server_not_ready',
    `PostgreSQL (process ${pid}) is not ready after ${readySeconds} s`,
    {
      hint: `it may be recovering from a crash; its log is in ${logFolderOf(place)}`,
    },
  );
}
