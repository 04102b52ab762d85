/**
 * Chooses the port: a free one, and the same at every start if possible. Connection pools of running programs
 * then find a restarted server again.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { codeOf } from './failures.ts';

/** The port of the last start if it is still free, otherwise any free port. */
export async function portToTry(serverFolder: string): Promise<number> {
  const last = await lastPort(serverFolder);
  return (last === null ? null : await listenOn(last)) ?? (await freePort());
}

export async function freePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === null) throw new Error('no port of 127.0.0.1 is free');
  return port;
}

export async function keepPort(serverFolder: string, port: number): Promise<void> {
  if (port === (await lastPort(serverFolder))) return;
  await writeDurably(join(serverFolder, 'port'), { text: `${port}\n`, mode: 0o644 });
}

async function lastPort(serverFolder: string): Promise<number | null> {
  try {
    const port = Number((await readFile(join(serverFolder, 'port'), 'utf8')).trim());
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Null when the port is taken. 0 asks for any. */
function listenOn(port: number): Promise<number | null> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', (error) => {
      if (['EADDRINUSE', 'EACCES'].includes(codeOf(error))) done(null);
      else fail(error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => done(taken));
    });
  });
}
