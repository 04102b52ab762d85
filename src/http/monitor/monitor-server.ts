/**
 * `paybeat monitor`: serves a page about workers, queues, runs and the beat. If the engine has
 * BullMQ queues, bull-board shows their tasks.
 *
 * It changes nothing. It listens on 127.0.0.1 by default and requires a token. The address has the
 * token once. After that a cookie has it, which no script can read and no other site can send.
 *
 * A request with a foreign Host header is refused. This stops a foreign page that points a host
 * name of its own to this address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { assert, Outage } from '#errors.ts';
import { type Listening, listening } from '#http/listening.ts';
import { overview } from '#operations/workers/overview.ts';
import type { WholeWorld } from '#operations/world.ts';
import { monitorPage, monitorStyle } from './monitor-page.ts';

export interface MonitorAsk {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly world: WholeWorld;
}

/** An empty token would let anybody in. */
const tokenLengthMin = 16;
const cookieName = 'paybeat_monitor';
const boardPath = '/queues';
/**
 * bull-board would load fonts from another site, which would learn that somebody looks at payroll.
 */
const onlyFromHere =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

export async function openMonitor(ask: MonitorAsk): Promise<Listening> {
  const { host, port, world, token } = ask;
  assert(token.length >= tokenLengthMin, 'the token of a monitor has at least 16 characters');
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.addHook('onRequest', async (request, reply) => guard(request, reply, ask));
  server.setErrorHandler(async (error, _request, reply) => {
    reply.code(error instanceof Outage ? 503 : 500).type('text/plain; charset=utf-8');
    return error instanceof Outage ? `${error.code}: try again in a moment` : 'internal error';
  });
  const hasBoard = await addBoard(server, world);
  server.get('/style.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(monitorStyle),
  );
  server.get('/', async (_request, reply) => {
    const page = monitorPage(await overview(world), { hasBoard });
    return reply
      .header('content-security-policy', "default-src 'none'; style-src 'self'")
      .type('text/html; charset=utf-8')
      .send(page);
  });
  return listening(server, { host, port });
}

async function guard(
  request: FastifyRequest,
  reply: FastifyReply,
  ask: MonitorAsk,
): Promise<FastifyReply | undefined> {
  reply.header('x-frame-options', 'DENY').header('x-content-type-options', 'nosniff');
  reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
  reply.header('content-security-policy', onlyFromHere);
  if (!isThisAddress(request.headers.host ?? '', ask.host)) {
    return reply.code(421).type('text/plain').send('unknown host');
  }
  if (!['GET', 'HEAD'].includes(request.method)) {
    return reply.code(405).type('text/plain').send('this only shows');
  }
  const { token } = request.query as { token?: unknown };
  if (typeof token === 'string' && isSame(token, ask.token)) {
    const cookie = `${cookieName}=${digest(ask.token)}; HttpOnly; SameSite=Strict; Path=/`;
    // The redirect never contains text of the request: `//other/` would lead to another site.
    return reply.header('set-cookie', cookie).redirect('/', 303);
  }
  const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
  const shown = cookies
    .find((one) => one.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);
  if (shown !== undefined && isSame(shown, digest(ask.token))) return undefined;
  const hint =
    'a token is needed: open the address that was printed when the monitor was started\n';
  return reply.code(401).type('text/plain; charset=utf-8').send(hint);
}

/** A foreign page cannot choose a numeric address. Of host names, only our own are accepted. */
function isThisAddress(header: string, host: string): boolean {
  const name = header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name === host;
}

/** Compares in constant time, so that the duration does not reveal a partial match. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(wanted)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Returns false if the engine has no queues that bull-board can show. */
async function addBoard(server: FastifyInstance, world: WholeWorld): Promise<boolean> {
  const queues = await world.engine.dashboard?.();
  if (queues === undefined) return false;
  const serverAdapter = new FastifyAdapter();
  createBullBoard({
    serverAdapter,
    // The engine guarantees that these are BullMQ queues.
    queues: queues.map(
      (queue) =>
        new BullMQAdapter(queue as ConstructorParameters<typeof BullMQAdapter>[0], {
          readOnlyMode: true,
        }),
    ),
    options: { uiConfig: { boardTitle: 'Paybeat' } },
  });
  serverAdapter.setBasePath(boardPath);
  await server.register(serverAdapter.registerPlugin(), { prefix: boardPath });
  return true;
}
