import { describe, expect, it } from 'vitest';
import { canMove, type RunState } from './run-state.ts';

describe('a move that is not possible', () => {
  it.each<[RunState, string]>([
    ['calculating', 'is being calculated; only a run in review can be approved'],
    ['approved', 'is approved and about to be committed; only a run in review can be approved'],
    ['failed', 'has failed; only a run in review can be approved'],
    ['committed', 'is committed, so it cannot be approved'],
    ['voided', 'is voided, so it cannot be approved'],
  ])('of a run that is %s is refused with a sentence', (state, because) => {
    expect(canMove(state, 'approve')).toEqual({ can: false, because });
  });
});
