import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort, keepPort, portToTry } from './server-port.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paybeat-port-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is the one of the last start', async () => {
  const port = await freePort();
  await keepPort(folder, port);
  expect(await portToTry(folder)).toBe(port);
});

it('is replaced by a new one if another program has taken it', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await keepPort(folder, port);
  expect(await portToTry(folder)).not.toBe(port);
  await new Promise((done) => other.close(done));
});

it('is a free one when the record makes no sense', async () => {
  await writeFile(join(folder, 'port'), 'sixty\n');
  expect(await portToTry(folder)).toBeGreaterThan(1023);
});
