/** The heartbeat URL that a worker calls: a failure is reported, without filling the log. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { outwardHeartbeat } from '#operations/workers/call-out.ts';
import type { PaybeatEvent } from '#telemetry.ts';

it('a failing heartbeat URL is reported for the 1st, 2nd, 4th and 8th failure in a row', async () => {
  let status = 503;
  const server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const told: PaybeatEvent[] = [];
  const telemetry = { emit: (event: PaybeatEvent) => void told.push(event) };
  const call = outwardHeartbeat({ telemetry }, `http://127.0.0.1:${port}/secret`);
  for (let calls = 0; calls < 9; calls += 1) await call();
  const unheard = { kind: 'heartbeat_unheard', host: `127.0.0.1:${port}` };
  const answered = { ...unheard, why: 'it answered 503' };
  expect(told).toEqual([1, 2, 4, 8].map((inARow) => ({ ...answered, inARow })));
  status = 200;
  await call();
  expect(told).toHaveLength(4);
  server.close();
  server.closeAllConnections();
  await call();
  expect(told.at(-1)).toMatchObject({ ...unheard, inARow: 1 });
});
