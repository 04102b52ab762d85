import { expect, it } from 'vitest';
import type { UnusualValue } from '#operations/people/unusual-values.ts';
import { unusualLines } from './unusual-lines.ts';

const value: UnusualValue = {
  ...{ code: 'before_period', row: 2, column: 'worked_on', employee: 'E1' },
  ...{ before: null, after: '2026-01-01', factor: null, limit: null, message: 'E1: early' },
};
const plural = /\b(?:are|them|they|values)\b/;

it.each([
  [1, 1],
  [2, 2],
  [21, 1],
])('of %d values, the sentences agree with the number', (count, left) => {
  const lines = unusualLines(Array.from({ length: count }, () => value));
  const [first = ''] = lines;
  expect(plural.test(first)).toBe(count !== 1);
  if (count > 20) expect(plural.test(lines.at(-1) ?? '')).toBe(left !== 1);
});
