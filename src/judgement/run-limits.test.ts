import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { limitsOf } from './limits.ts';
import { type RunComparison, runLimitBlockers } from './run-limits.ts';

const currency = { code: 'USD', decimals: 2 } as const;
const limits = limitsOf({ new_pay_code: 'on' }, currency);

const same: RunComparison = {
  ...{ known: 100, again: 100, lastPaid: 100, newCodes: [] },
  ...{ againMinor: 10_000_000n, lastMinor: 10_000_000n },
};
const blockers = (more: Partial<RunComparison>, people = 100, set = limits) =>
  runLimitBlockers({ ...same, ...more, runId: 7, people, currency, limits: set });
const codes = (...asked: Parameters<typeof blockers>) => blockers(...asked).map(({ code }) => code);

describe('a run that is compared with the last one', () => {
  it.each<[string, Partial<RunComparison>, number, string[]]>([
    ['is the same', {}, 100, []],
    ['pays a quarter more', { againMinor: 12_500_000n }, 100, []],
    ['pays more than a quarter more', { againMinor: 12_500_001n }, 100, ['total_far_from_last']],
    ['pays more than a quarter less', { againMinor: 7_499_999n }, 100, ['total_far_from_last']],
    ['has few people', { again: 4, known: 4, lastPaid: 4, againMinor: 90_000_000n }, 4, []],
    ['has a quarter of new people', {}, 133, []],
    ['has more new people', {}, 134, ['many_new']],
    ['has four new people of ten', { known: 6, again: 6, lastPaid: 6 }, 10, []],
    ['lacks a quarter', { lastPaid: 133 }, 100, []],
    ['lacks more', { lastPaid: 134 }, 100, ['many_gone']],
    ['is the first of a schedule', { lastPaid: null, again: 0, lastMinor: 0n }, 100, []],
    ['is the first of a company', { known: 0, again: 0, lastPaid: null }, 100, []],
    ['uses a new pay code', { newCodes: ['NIGHT'] }, 100, ['new_pay_code_in_use']],
  ])('%s', (_, more, people, expected) => {
    expect(codes(more, people)).toEqual(expected);
  });

  it('says what was seen, what came before, and the limit', () => {
    const [blocker] = blockers({ againMinor: 20_000_000n });
    expect(factsIn(blocker?.description)).toEqual(['100.0', '100000.00', '200000.00', '25']);
  });

  it('is stopped by no limit that is off', () => {
    const off = limitsOf({ total: 'off', new_people: 'off', new_pay_code: 'off' }, currency);
    expect(codes({ againMinor: 90_000_000n, newCodes: ['X'] }, 500, off)).toEqual([]);
  });
});
