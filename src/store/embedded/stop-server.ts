/**
 * Stops the server's process. Call it with the start lock held.
 */
import { Outage } from '#errors.ts';
import { codeOf } from './failures.ts';
import { isLive } from './process-facts.ts';
import { logFolderOf, type ServerPlace } from './server-place.ts';
import { waitUntil } from './wait-until.ts';

const stopSeconds = 60;

/** PostgreSQL's fast shutdown: open transactions are rolled back, and nothing committed is lost. */
export async function stopProcess(place: ServerPlace, pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return;
    throw new Outage('server_stop_denied', `PostgreSQL (process ${pid}) belongs to another user`, {
      hint: 'let the user who started Paybeat stop it',
      cause: error,
    });
  }
  if (await waitUntil(() => !isLive(pid), { seconds: stopSeconds })) return;
  throw new Outage('server_stop_slow', `PostgreSQL (process ${pid}) is still stopping`, {
    hint: `it goes on by itself; its log is in ${logFolderOf(place)}`,
  });
}
