import { describe, expect, it } from 'vitest';
import { parsePostmasterPid } from './postmaster-pid.ts';

describe('what postmaster.pid says', () => {
  const ready = '4711\n/data\n1768294800\n54321\n\n127.0.0.1\n  1234567  32770\nready   \n';

  it.each([
    ['a ready server', ready, { pid: 4711, port: 54321, status: 'ready' }],
    [
      'a server that stops',
      ready.replace('ready', 'stopping'),
      { pid: 4711, port: 54321, status: 'stopping' },
    ],
    [
      'one that has written three lines',
      '4711\n/data\n1768294800\n',
      { pid: 4711, port: null, status: 'unknown' },
    ],
    ['one in single-user mode', '-4711\n/data\n', { pid: 4711, port: null, status: 'unknown' }],
    ['an empty file', '', null],
    ['something else', 'hello\n', null],
  ])('%s', (_, text, expected) => {
    expect(parsePostmasterPid(text)).toEqual(expected);
  });
});
