/**
 * Serves the HTTP API: every row of the table as a route, and the OpenAPI document of the rows.
 *
 * A request goes through these steps, and the first that refuses answers it: is it for this host, who sends it, may
 * this role use the route, does the key see the company, is the body JSON, are the arguments right. Then the method is
 * called as the key's caller, below a company for that company alone, so row-level security hides the others.
 *
 * Whatever goes wrong is a problem document (problem.ts). Slow and oversized requests are cut off by the limits below.
 *
 * Throws Outage (`port_taken`, `address_unknown`) if it cannot listen.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Listening, listening } from '#http/listening.ts';
import type { MethodContext } from '#methods/context.ts';
import { answersOf } from './answer-request.ts';
import { openApiDocument } from './openapi.ts';
import { foreignProblem, type OwnAddress } from './own-address.ts';
import {
  httpProblem,
  internalProblem,
  type Problem,
  problemBody,
  problemOfError,
  problemType,
} from './problem.ts';
import { ProblemThrown, readBody } from './read-body.ts';
import { apiTable } from './table.ts';

export interface ApiAsk extends MethodContext, OwnAddress {
  /** 0: any free port. */
  readonly port: number;
  readonly version: string;
}

const limits = {
  bodyBytes: 1024 * 1024,
  headerBytes: 16 * 1024,
  /** The longest code of the domain is much shorter. */
  pathPart: 200,
  /** A client that sends its request more slowly is cut off. */
  requestMs: 30_000,
  headersMs: 10_000,
  keepAliveMs: 5_000,
};

export async function openApiServer(ask: ApiAsk): Promise<Listening> {
  const { host, port } = ask;
  const server = newServer(ask);
  for (const operation of apiTable) {
    const { check, answer } = answersOf(operation, ask);
    server.route({
      method: operation.http,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      onRequest: check,
      handler: answer,
    });
  }
  const document = JSON.stringify(openApiDocument(apiTable, { version: ask.version }));
  server.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  return listening(server, { host, port });
}

function newServer(ask: ApiAsk): FastifyInstance {
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    routerOptions: { maxParamLength: limits.pathPart },
    genReqId: () => randomUUID(),
    http: { maxHeaderSize: limits.headerBytes, headersTimeout: limits.headersMs },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
    frameworkErrors: (error, request, reply) => {
      withOwnHeaders(request, reply);
      void sendProblem(request, reply, problemOfError(error) ?? internalProblem());
    },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (request.headers['content-encoding'] !== undefined) throw encoded();
      return readBody(body, request.headers['content-type'] ?? '');
    },
  );
  server.addHook('onRequest', async (request, reply) => {
    withOwnHeaders(request, reply);
    const problem = foreignProblem(request.headers, ask);
    return problem === null ? undefined : sendProblem(request, reply, problem);
  });
  server.setErrorHandler(async (error, request, reply) => {
    if (error instanceof ProblemThrown) return sendProblem(request, reply, error.problem);
    const problem = problemOfError(error);
    if (problem !== null) return sendProblem(request, reply, problem);
    const message = error instanceof Error ? error.message : String(error);
    const route = request.routeOptions.url ?? '';
    ask.world.telemetry.emit({ kind: 'request_failed', requestId: request.id, route, message });
    return sendProblem(request, reply, internalProblem());
  });
  server.setNotFoundHandler(async (request, reply) => sendProblem(request, reply, noRoute));
  return server;
}

function withOwnHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
  reply.header('x-request-id', request.id);
}

async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<FastifyReply> {
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(problem.retryAfter));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type(problemType).send(problemBody(problem, request.id));
}

const noRoute = httpProblem(404, {
  code: 'route_not_found',
  title: 'Not found',
  detail: 'There is no such route and method. GET /openapi.json lists all of them.',
});

function encoded(): ProblemThrown {
  const detail = 'Send the body without a content encoding.';
  const about = { code: 'encoding_unsupported', title: 'The encoding is not supported', detail };
  return new ProblemThrown(httpProblem(415, about));
}

/** What Node could not read as a request never reaches a route. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = brokenRequest(error.code ?? '');
  const body = problemBody(problem, randomUUID());
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nConnection: close\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function brokenRequest(code: string): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `The headers are larger than ${limits.headerBytes} bytes.`;
    return httpProblem(431, { code: 'headers_too_large', title: 'Headers too large', detail });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = 'The request did not arrive in time.';
    return httpProblem(408, { code: 'request_too_slow', title: 'Request too slow', detail });
  }
  const detail = 'This is not a request of HTTP/1.1.';
  return httpProblem(400, { code: 'request_unreadable', title: 'Request unreadable', detail });
}
