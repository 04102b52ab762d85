/**
 * Starts a server of this room on its address, and says where it is.
 *
 * Throws Outage (`port_taken`, `address_unknown`) if it cannot listen.
 */
import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Outage } from '#errors.ts';

export interface Listening {
  /** `127.0.0.1:9464` or `[::1]:9464`, with the port that was free if 0 was asked for. */
  readonly address: string;
  close(): Promise<void>;
}

export async function listening(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw notListening(error, `${host}:${port}`);
  }
  const bound = server.server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  const shownHost = isIP(host) === 6 ? `[${host}]` : host;
  return { address: `${shownHost}:${boundPort}`, close: () => server.close() };
}

function notListening(error: unknown, address: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new Outage('port_taken', `another program is already listening on ${address}`, {
      hint: 'choose another port, or 0 for one that is free',
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
    return new Outage('address_unknown', `cannot listen on ${address} (${String(code)})`, {
      hint: 'is that an address of this machine, and the port above 1023?',
    });
  }
  return error;
}
