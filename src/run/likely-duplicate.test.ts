import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { standingBlockers } from './blockers.ts';
import { likelyDuplicate, type SimilarRun } from './likely-duplicate.ts';

const like = (runId: number, people = 1): SimilarRun => ({
  ...{ runId, people, state: 'committed' },
  payOn: Temporal.PlainDate.from('2026-12-18'),
});

describe('a likely duplicate', () => {
  it('is not reported if no earlier run is similar', () => {
    expect(likelyDuplicate(9, [])).toBe(null);
  });

  it('names the runs that it is like, the first five of them', () => {
    const blocker = likelyDuplicate(
      9,
      [1, 2, 3, 4, 5, 6, 7].map((runId) => like(runId, runId)),
    );
    expect(factsIn(blocker?.description)).toEqual([...['1', '2', '2026-12-18', '3', '4', '5']]);
    expect(blocker?.actions).toContainEqual({ action: 'void_run', run: 9 });
  });

  it('can be approved by a person', () => {
    const blocker = likelyDuplicate(9, [like(1)]);
    expect(standingBlockers(blocker === null ? [] : [blocker])).toEqual([]);
  });
});
