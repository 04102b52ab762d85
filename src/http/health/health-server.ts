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
import { type Listening, listening } from '#http/listening.ts';
import { measure } from '#operations/workers/measure.ts';
import type { VitalSigns } from '#operations/workers/vital-signs.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Metrics } from './metrics.ts';

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

export async function openHealthServer(ask: HealthAsk): Promise<Listening> {
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
  return listening(server, { host, port });
}
