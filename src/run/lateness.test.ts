import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { isLate, lateInWords, type Missed, missedDecision } from './lateness.ts';

const hour = 3_600;
const day = 24 * hour;
const usual: Missed = {
  lateSeconds: 0,
  ifMissed: 'run',
  catchUpDays: 7,
  opens: 'due_instant',
  isReleased: false,
};

describe('a due instant that has arrived', () => {
  it.each<readonly [string, Partial<Missed>, string]>([
    ['just now runs', {}, 'run'],
    ['just now runs, also when missed ones are held', { ifMissed: 'hold' }, 'run'],
    ['an hour ago is within the budget', { ifMissed: 'hold', lateSeconds: hour }, 'run'],
    [
      'more than an hour ago is held when the rule says so',
      { ifMissed: 'hold', lateSeconds: hour + 1 },
      'missed_and_held',
    ],
    ['three days ago is caught up', { lateSeconds: 3 * day }, 'run'],
    ['seven days ago is caught up', { lateSeconds: 7 * day }, 'run'],
    [
      'longer ago than the catch-up window is held',
      { lateSeconds: 7 * day + 1 },
      'missed_too_long',
    ],
    [
      'is held the day after with a window of none',
      { lateSeconds: 1, catchUpDays: 0 },
      'missed_too_long',
    ],
    [
      'waits for its tick without being late',
      { ifMissed: 'hold', opens: 'tick', lateSeconds: 20 * hour },
      'run',
    ],
    [
      'waits for a tick no longer than the window',
      { ifMissed: 'hold', opens: 'tick', lateSeconds: 8 * day },
      'missed_too_long',
    ],
    [
      'runs however late when a person has let it',
      { isReleased: true, ifMissed: 'hold', lateSeconds: 100 * day },
      'run',
    ],
  ])('%s', (_what, facts, outcome) => {
    const decision = missedDecision({ ...usual, ...facts });
    expect(decision.kind === 'hold' ? decision.code : 'run').toBe(outcome);
  });

  it('that is held says by how much it was missed', () => {
    const decision = missedDecision({ ...usual, ifMissed: 'hold', lateSeconds: 5 * hour });
    expect(decision.kind === 'hold' && factsIn(decision.why)).toEqual(['5']);
  });
});

describe('a run', () => {
  it.each([
    [null, false],
    [0, false],
    [hour, false],
    [hour + 1, true],
  ])('opened %s seconds after its due instant is late: %s', (seconds, late) => {
    expect(isLate(seconds)).toBe(late);
  });

  it.each([
    [30, '1 minute'],
    [3_700, '62 minutes'],
    [2 * hour, '2 hours'],
    [35 * hour, '35 hours'],
    [3 * day, '3 days'],
  ])('of %s seconds too late is late by %s', (seconds, words) => {
    expect(lateInWords(seconds)).toBe(words);
  });
});
