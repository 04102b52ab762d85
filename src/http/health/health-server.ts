/**
 * Serves `/live`, `/ready` and `/metrics` of one process, for supervisors and for Prometheus.
 *
 * It has no login, so it listens on 127.0.0.1 by default. It shows how much work there is and which
 * workers are alive. It never shows names of people or amounts.
 *
 * Throws Outage (`port_taken`, `address_unknown`) if it cannot listen.
 */
import fastify from 'fastify';
import { Outage } from '#errors.ts';
import { measure } from '#operations/workers/measure.ts';
import type { VitalSigns } from '#operations/workers/vital-signs.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Metrics } from './metrics.ts';

export interface HealthServer {
  /** `127.0.0.1:9464` */
  readonly address: string;
  close(): Promise<void>;
}

/** How long a client should wait before it asks again. */
const retryAfterSeconds = 5;

export interface HealthAsk {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly world: WholeWorld;
  readonly signs: VitalSigns;
  readonly metrics: Metrics;
  readonly about: { readonly name: string; readonly version: string };
}

export async function openHealthServer(ask: HealthAsk): Promise<HealthServer> {
  const { host, port, world, signs, metrics, about } = ask;
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.setErrorHandler(async (error, _request, reply) => {
    const isAway = error instanceof Outage;
    const code = isAway ? error.code : 'internal';
    reply.code(isAway ? 503 : 500);
    if (isAway) reply.header('retry-after', String(retryAfterSeconds));
    return { code };
  });
  server.get('/live', async () => ({ status: 'live', ...about }));
  server.get('/ready', async (_request, reply) => {
    const { isReady, problems } = await signs.readiness(world);
    if (!isReady) reply.code(503).header('retry-after', String(retryAfterSeconds));
    return { status: isReady ? 'ready' : 'not ready', problems, ...about };
  });
  server.get('/metrics', async (_request, reply) => {
    const text = await metrics.text(await measure(world));
    return reply.type(metrics.contentType).send(text);
  });
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw notListening(error, `${host}:${port}`);
  }
  const bound = server.server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return { address: `${host}:${boundPort}`, close: () => server.close() };
}

export function notListening(error: unknown, address: string): unknown {
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
