/**
 * A process that uses the embedded server of a folder until it is told to leave. It is a separate
 * program, so that tests can kill it: `server-holder.ts` starts it.
 *
 * `hold-server.ts FOLDER [USER]`
 *
 * USER serves tests that run as root and want fewer rights. The program writes one JSON object per
 * line: {said} for what a person would see, then {in: …} or {outage: …}, and {out: true} at the
 * end. It leaves at the first byte, or the end, of its standard input.
 */
import { once } from 'node:events';
import { Outage } from '#errors.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';

const [dataFolder = '', user] = process.argv.slice(2);
if (user !== undefined) process.seteuid?.(user);

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const server = await embeddedServer({ dataFolder, say: (said) => tell({ said }) });
  const { url, port, pid, adopted } = server;
  tell({ in: { url, port, pid, adopted } });
  await once(process.stdin, 'readable');
  await server.release();
  tell({ out: true });
  process.stdin.destroy();
} catch (error) {
  if (!(error instanceof Outage)) throw error;
  const { code, message, hint, actions } = error;
  tell({ outage: { code, message, hint, actions } });
}
