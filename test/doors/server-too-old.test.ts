/** Every door names a PostgreSQL that is too old, before it writes anything to it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assertServerVersion, lowestServerMajor } from '#store/server-version.ts';
import { createStore } from '#store/store.ts';
import { openPaybeat } from '../../src/index.ts';
import { command } from '../support/command.ts';
import { oldServer } from '../support/old-server.ts';

const server = await oldServer(150_018);
afterAll(() => server.close());
const paybeat = command({ DATABASE_URL: server.url });

describe('PostgreSQL 15', () => {
  it.each([
    ['migrate'],
    ['start', '--once'],
    ['worker'],
    ['beat'],
    ['run'],
    ['runs', 'list'],
    ['company', 'list'],
    ['due'],
    ['verify'],
    ['inspect', 'stats'],
    ['locks', 'list'],
  ])('ends %s %s with exit code 7', async (...args) => {
    const { code, err } = await paybeat.run(args);
    expect([code, err.split(':')[0]]).toEqual([7, 'error server_too_old']);
    expect(err).toContain('PostgreSQL 15.18');
  });

  it('is a finding of doctor, with what to do', async () => {
    const { code, out } = await paybeat.run(['doctor', '--json']);
    expect(code).toBe(7);
    const { findings } = JSON.parse(out);
    expect(findings).toContainEqual({
      check: 'database',
      level: 'wrong',
      seen: expect.stringContaining('server_too_old'),
      todo: expect.stringContaining(`PostgreSQL ${lowestServerMajor}`),
      actions: [],
    });
  });

  it('is an outage in the library', async () => {
    const opening = openPaybeat({ env: { DATABASE_URL: server.url } });
    await expect(opening).rejects.toMatchObject({ code: 'server_too_old' });
  });

  it('is reported by each connection of a pool', async () => {
    const store = createStore({ url: server.url });
    const reading = store.read('every company', async () => 'read');
    await expect(reading).rejects.toMatchObject({ code: 'server_too_old' });
    await store.close();
  });

  it('received no statement that changes anything', () => {
    expect(server.told.filter((one) => !/^(select|set client_connection)/.test(one))).toEqual([]);
  });
});

describe('the lowest version', () => {
  it.each([
    [90_624, '9.6'],
    [140_000, '14.0'],
    [159_999, '15.9999'],
  ])('is higher than %d', (version, spelled) => {
    expect(() => assertServerVersion(version)).toThrow(`PostgreSQL ${spelled},`);
  });

  it.each([160_000, 170_010, 180_004, 190_000])('is no higher than %d', (version) => {
    expect(() => assertServerVersion(version)).not.toThrow();
  });

  it.each(['README.md', 'docs/guides/securing-redis-and-postgresql.md'])(
    'is the same in %s as in the code',
    async (path) => {
      const text = await readFile(join(import.meta.dirname, '..', '..', path), 'utf8');
      expect(text).toContain(`PostgreSQL ${lowestServerMajor} or later`);
    },
  );
});
