import { expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { locateBinaries } from './locate-binaries.ts';

it('finds the programs of this platform', () => {
  expect(locateBinaries().version).toMatch(/^18\./);
});

it.each([
  ['win32', 'x64', 'on Windows'],
  ['freebsd', 'x64', 'for freebsd on x64'],
])('suggests an alternative if there are no programs for the platform: %s %s', (os, cpu, words) => {
  const located = () => locateBinaries({ os, cpu });
  expect(located).toThrow(Outage);
  expect(located).toThrow(words);
});
