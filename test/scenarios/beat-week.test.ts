/**
 * Three beats run for a week with kills and clock jumps: each tick is recorded once. Planted faults
 * are found.
 */
import { describe, expect, it } from 'vitest';
import { liveThroughTheWeek, problemsOf } from '../support/beat-week.ts';
import { asksThenSends, movesOnFirst, sendsAfterwards } from '../support/planted-beats.ts';

describe('a week of three beats, kills and clock jumps', () => {
  it.each([1, 2, 3])('writes each tick exactly once (seed %i)', async (seed) => {
    const week = await liveThroughTheWeek(seed);
    expect(week.deaths).toBeGreaterThan(5);
    expect(problemsOf(week)).toEqual([]);
  });

  it.each([
    ['loses ticks when the next moment is written before them', movesOnFirst, /: no tick at /],
    ['sends nothing when tasks follow their ticks', sendsAfterwards, /: a tick that sent nothing$/],
    ['sends twice when it asks first', asksThenSends, /: sent without a tick of its own$/],
  ])('%s', async (_what, look, shown) => {
    const problems = problemsOf(await liveThroughTheWeek(1, look));
    expect(problems.filter((one) => shown.test(one))).not.toEqual([]);
  });
});
