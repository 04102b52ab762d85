/**
 * A visitor who opens the monitor with its token stays on it, whatever else the address contains.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { openMonitor } from '#http/monitor/monitor-server.ts';
import type { WholeWorld } from '#operations/world.ts';
import { createStore } from '#store/store.ts';
import { testDatabase } from '../support/database.ts';
import { worldOn } from '../support/small-company.ts';

const database = await testDatabase();
const store = createStore({ url: database.url });
// An engine without a dashboard.
const world = { ...worldOn(store), engine: {} } as unknown as WholeWorld;
const monitor = await openMonitor({
  host: '127.0.0.1',
  port: 0,
  token: 'let-me-in-if-you-please',
  world,
});
const port = Number(monitor.address.split(':').at(-1));
afterAll(async () => {
  await monitor.close();
  await store.close();
});

/** Sends the target unchanged. An HTTP client would normalise the address first. */
async function asked(target: string, host = `127.0.0.1:${port}`) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const said = await text(socket);
  const location = /^location: (.*)$/im.exec(said)?.[1]?.trim() ?? null;
  return { status: Number(said.split(' ')[1]), location };
}

it.each([
  '/?token=let-me-in-if-you-please',
  '/queues/?token=let-me-in-if-you-please',
  '//other.example/x?token=let-me-in-if-you-please',
  '///other.example/x?token=let-me-in-if-you-please',
  '/\\other.example/x?token=let-me-in-if-you-please',
  '/\\/other.example/x?token=let-me-in-if-you-please',
  '/.//other.example/x?token=let-me-in-if-you-please',
  '/%2Fother.example/x?token=let-me-in-if-you-please',
  '/%5Cother.example?token=let-me-in-if-you-please',
  '/%09/other.example?token=let-me-in-if-you-please',
  '/x%0d%0alocation:%20https://other.example?token=let-me-in-if-you-please',
  '/@other.example?token=let-me-in-if-you-please',
  'http://other.example/x?token=let-me-in-if-you-please',
  'https://other.example?token=let-me-in-if-you-please',
])('%s leads to the first page of the monitor', async (target) => {
  expect(await asked(target)).toEqual({ status: 303, location: '/' });
});

it.each([
  '//other.example/x',
  '/?token=wrong',
  '/?token=let-me-in-if-you-please&token=let-me-in-if-you-please',
  '/queues',
])('%s does not redirect without the token', async (target) => {
  expect(await asked(target)).toEqual({ status: 401, location: null });
});

it.each([
  'other.example',
  'other.example:5555',
  '127.0.0.1.other.example',
  'localhost@other.example',
  '',
])('a request for the host "%s" is refused', async (host) => {
  expect((await asked('/?token=let-me-in-if-you-please', host)).status).toBe(421);
});
