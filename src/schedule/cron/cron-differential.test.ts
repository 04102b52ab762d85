import { describe, expect, it } from 'vitest';
import { cronCases } from './cron-cases.fixture.ts';
import { tallyDifferences } from './cron-differential.fixture.ts';

describe('against croner and cron-parser', () => {
  it('every difference over 5,000 random expressions and moments has been decided', {
    timeout: 60_000,
  }, () => {
    const { counts, unexplained } = tallyDifferences(cronCases({ seed: 20_260_102, count: 5000 }));
    expect(unexplained).toEqual([]);
    expect(counts['croner agree']).toBeGreaterThan(4600);
    expect(counts['cron-parser agree']).toBeGreaterThan(4600);
  });

  it('the same seed gives the same cases', () => {
    const ask = { seed: 7, count: 50 };
    expect(JSON.stringify(cronCases(ask))).toBe(JSON.stringify(cronCases(ask)));
  });
});
