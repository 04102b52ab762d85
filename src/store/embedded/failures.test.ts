import { describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { folderOutage, serverOutage, startFailure } from './failures.ts';

const at = { folder: '/data', logFolder: '/log' };

describe('what PostgreSQL says when it does not start', () => {
  it.each([
    ['FATAL:  could not create any TCP/IP sockets', 'port_taken'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port_taken'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'still_held'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'still_held'],
    ['FATAL:  lock file "postmaster.pid" is empty', 'still_held'],
    ['FATAL:  something unheard of', 'failed'],
  ])('%s: %s', (said, kind) => {
    expect(startFailure({ said, ...at }).kind).toBe(kind);
  });

  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk_full'],
    [
      'FATAL:  could not create shared memory segment: No space left on device',
      'server_memory_limit',
    ],
    ['FATAL:  database files are incompatible with server', 'cluster_version'],
    ['FATAL:  data directory "/data" has wrong ownership', 'data_folder_denied'],
    ['FATAL:  something unheard of', 'embedded_server_failed'],
    ['', 'embedded_server_failed'],
  ])('%s is the outage %s', (said, code) => {
    expect(serverOutage({ said, doing: 'start', ...at }).code).toBe(code);
  });

  it('is passed on in one line without times and process ids', () => {
    const said =
      '2026-01-05 08:00:00.000 UTC [42] FATAL:  broken\n2026-01-05 08:00:00.001 UTC [42] HINT:  find it\n';
    const { message } = serverOutage({ said, doing: 'start', ...at });
    expect(message).toMatch(/: broken \/ find it$/);
    expect(factsIn(message)).toEqual([]);
  });
});

describe('a file operation that fails', () => {
  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EACCES', 'data_folder_unwritable'],
    ['EROFS', 'data_folder_unwritable'],
    ['ENOTDIR', 'data_folder_invalid'],
  ])('with %s is the outage %s, which names the folder', (code, expected) => {
    const error = Object.assign(new Error(code), { code });
    const outage = folderOutage({ error, folder: '/data' });
    expect(outage).toBeInstanceOf(Outage);
    expect(outage).toMatchObject({ code: expected, message: expect.stringContaining('/data') });
  });

  it('with anything else stays what it was', () => {
    const error = new Error('a bug');
    expect(folderOutage({ error, folder: '/data' })).toBe(error);
  });
});
