/**
 * Stops the embedded server of a data folder, for a test that knows the folder but not the process.
 */

import { findServer } from '#store/embedded/find-server.ts';
import { enterServer } from '#store/embedded/presence.ts';
import { findPlace, openDataFolder } from '#store/embedded/server-place.ts';
import { withStartLock } from '#store/embedded/start-lock.ts';
import { stopProcess } from '#store/embedded/stop-server.ts';

type StopOutcome =
  | { readonly kind: 'stopped'; readonly pid: number }
  | { readonly kind: 'not_running' }
  /** Processes that use the server. The last of them will stop it. */
  | { readonly kind: 'in_use'; readonly pids: readonly number[] };

/** Stops a server that nobody uses. */
export async function stopServer(ask: { readonly dataFolder: string }): Promise<StopOutcome> {
  const dataFolder = await openDataFolder(ask.dataFolder);
  return withStartLock({ dataFolder, say: () => undefined }, async () => {
    const place = await findPlace(dataFolder);
    const server = await findServer(place, () => undefined);
    const presence = server === null ? null : await enterServer(place, server);
    if (server === null || presence === null) return { kind: 'not_running' };
    const pids = await presence.others();
    await presence.close();
    if (pids.length > 0) return { kind: 'in_use', pids };
    await stopProcess(place, server.pid);
    return { kind: 'stopped', pid: server.pid };
  });
}
