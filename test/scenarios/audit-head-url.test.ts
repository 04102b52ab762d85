/**
 * Audit heads sent to a real server: what it keeps verifies the log; and whatever the server does, no work waits for
 * it, and nothing of the URL but its host is told.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcessEngine } from '#engine/in-process.ts';
import { HeadPoster, tryHeadUrl } from '#operations/audit/head-url.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { testDatabase } from '../support/database.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const database = await testDatabase();
const servers: Server[] = [];
let small: SmallCompany;
let company: CompanyRow;

beforeAll(async () => {
  small = await smallCompany({ url: database.url, now: '2026-03-02T12:00:00Z' });
  const found = await small.world.store.read(small, (at) => companyById(at, small.companyId));
  if (found === null) throw new Error('the company is there');
  company = found;
});
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await small.close();
});

/** Its URL, with a login and a secret in the path. */
async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return `http://ada:pass-word@127.0.0.1:${(server.address() as AddressInfo).port}/path-secret`;
}

const never = new AbortController().signal;

/** What the poster tells when it has called the URL once. */
async function toldOf(url: string): Promise<readonly PaybeatEvent[]> {
  const told: PaybeatEvent[] = [];
  const telemetry = { emit: (event: PaybeatEvent) => void told.push(event) };
  await new HeadPoster({ ...small.world, telemetry }, { url, timeoutMs: 200 }).post(never);
  return told;
}

describe('a server that takes audit heads', () => {
  it('gets those that have moved, and has a head file that verifies the log', async () => {
    let kept = '';
    const logins: unknown[] = [];
    const url = await serverOf((request, response) => {
      logins.push(request.headers.authorization);
      request.on('data', (part: Buffer) => {
        kept += part.toString();
      });
      request.on('end', () => response.writeHead(204).end());
    });
    const poster = new HeadPoster(small.world, { url });
    expect(await poster.post(never)).toBe(0);
    await poster.post(never);
    must(await setPaySettings(small.world, { company, heldPercentMax: 12 }));
    await poster.post(never);
    expect(kept.trimEnd().split('\n')).toHaveLength(2);
    expect(logins).toEqual(Array(2).fill(`Basic ${btoa('ada:pass-word')}`));
    const { violations, proof } = must(await verifyAudit(small.world, { company, heads: kept }));
    expect([violations, proof?.heads, proof?.unproven]).toEqual([[], 2, 0]);
  });
});

describe('a server that does not take audit heads', () => {
  let redirectedTo = 0;
  const cases: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    [
      'answers 500',
      () => serverOf((_, response) => response.writeHead(500).end('no')),
      /^it answered 500$/,
    ],
    [
      'sends us to another address',
      async () => {
        const other = await serverOf((_, response) => {
          redirectedTo += 1;
          response.end();
        });
        return serverOf((_, response) => response.writeHead(307, { location: other }).end());
      },
      /^it answered 307$/,
    ],
    ['is silent', () => serverOf(() => undefined), /^it did not answer in time$/],
    [
      'begins to answer, and stops',
      () => serverOf((_, response) => response.writeHead(500).write('a')),
      /^it answered 500$/,
    ],
    [
      'hangs up',
      () => serverOf((request) => request.socket.destroy()),
      /^(?:UND_ERR_SOCKET|ECONNRESET)$/,
    ],
    ['refuses the connection', async () => 'http://ada:pass-word@127.0.0.1:1/path-secret', /.+/],
  ];

  it.each(cases)('and %s is reported without the secrets of its URL', async (_how, start, why) => {
    const url = await start();
    const { host } = new URL(url);
    const told = await toldOf(url);
    expect(told).toEqual([
      { kind: 'audit_heads_unsent', host, why: expect.stringMatching(why), inARow: 1 },
    ]);
    const tried = await tryHeadUrl(small.world, url, 200);
    expect(tried).toMatchObject({ host, heads: 1, why: expect.stringMatching(why) });
    expect(JSON.stringify([told, tried])).not.toMatch(/pass-word|path-secret/);
    expect(redirectedTo).toBe(0);
  });

  it('gets the same heads again until it has taken them', async () => {
    let status = 503;
    const bodies: string[] = [];
    const url = await serverOf((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        bodies.push(body.replaceAll(/"written_at":"[^"]*"/g, ''));
        response.writeHead(status).end();
      });
    });
    const poster = new HeadPoster(small.world, { url });
    expect([await poster.post(never), await poster.post(never)]).toEqual([1, 2]);
    status = 200;
    expect([await poster.post(never), await poster.post(never)]).toEqual([0, 0]);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('a worker', () => {
  it('scans on and stops at once while the server is silent', async () => {
    const reached = Promise.withResolvers<null>();
    const url = await serverOf(() => reached.resolve(null));
    const told: PaybeatEvent[] = [];
    const world = {
      ...small.world,
      telemetry: { emit: (event: PaybeatEvent) => void told.push(event) },
    };
    const poster = new HeadPoster(world, { url });
    const stop = new AbortController();
    let scans = 0;
    await keepWorker(world, {
      engine: inProcessEngine({ clock: systemClock }),
      ...{ concurrency: 1, scanSeconds: 15, signal: stop.signal },
      pause: async () => void (await reached.promise),
      headPosts: { post: (signal) => poster.post(signal), everySeconds: 3_600 },
      onScan: () => {
        scans += 1;
        if (scans === 5) stop.abort();
      },
    });
    expect(scans).toBe(5);
    expect(told.filter(({ kind }) => kind === 'audit_heads_unsent')).toEqual([]);
  });

  it('calls a server that failed again after growing waits, at most the interval', async () => {
    const stop = new AbortController();
    const waits: number[] = [];
    let posts = 0;
    await keepWorker(small.world, {
      engine: inProcessEngine({ clock: systemClock }),
      ...{ concurrency: 1, scanSeconds: 15, pulseSeconds: 7, signal: stop.signal },
      pause: async (milliseconds) => {
        if (milliseconds > 15_000) waits.push(milliseconds / 1_000);
      },
      headPosts: {
        post: async () => {
          posts += 1;
          if (posts === 7) stop.abort();
          return posts < 5 ? posts : 0;
        },
        everySeconds: 200,
      },
    });
    expect(waits).toEqual([30, 60, 120, 200, 200, 200]);
  });
});
