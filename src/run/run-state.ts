/**
 * The states of a pay run and the moves between them.
 *
 * A move that is not in this table is refused. `canMove` gives the reason as a sentence, which every door
 * shows. The database has the same states in CHECK constraints. A committed or voided run is final there,
 * too.
 */
import { assert } from '#errors.ts';

export const runStates = [
  'calculating',
  'review',
  'approved',
  'committed',
  'failed',
  'voided',
] as const;
export type RunState = (typeof runStates)[number];

/** What a person or Paybeat itself does to a run. */
export type RunMove = 'review' | 'approve' | 'commit' | 'fail' | 'retry' | 'recalculate' | 'void';

/** A retried run returns to the state in which it failed. */
const moves: Readonly<
  Record<RunMove, { from: readonly RunState[]; to: RunState | 'where it failed' }>
> = {
  review: { from: ['calculating'], to: 'review' },
  approve: { from: ['review'], to: 'approved' },
  commit: { from: ['approved'], to: 'committed' },
  fail: { from: ['calculating', 'review', 'approved'], to: 'failed' },
  retry: { from: ['failed'], to: 'where it failed' },
  recalculate: { from: ['review', 'approved', 'failed'], to: 'calculating' },
  void: { from: ['calculating', 'review', 'approved', 'failed'], to: 'voided' },
};

/** Whether the run continues automatically. If it makes no progress then, it is stuck (I10). */
export function isInMotion(run: { state: RunState; movesInReview: boolean }): boolean {
  if (run.state === 'review') return run.movesInReview;
  return run.state === 'calculating' || run.state === 'approved';
}

/** Returns the state after a move. A retry needs the state in which the run failed. */
export function stateAfter(
  move: RunMove,
  { failedIn }: { readonly failedIn: RunState | null },
): RunState {
  const { to } = moves[move];
  if (to !== 'where it failed') return to;
  assert(failedIn, 'a failed run knows where it failed');
  return failedIn;
}

type Capability = { readonly can: true } | { readonly can: false; readonly because: string };

/** May this move be made now? If not, the sentence says why. */
export function canMove(
  state: RunState,
  move: RunMove,
  /** What is refused, to follow `cannot`. */
  doing: string = spelled[move],
): Capability {
  if (moves[move].from.includes(state)) return { can: true };
  if (state === 'committed' || state === 'voided') {
    return { can: false, because: `${whatItIs[state]}, so it cannot ${doing}` };
  }
  const from = moves[move].from.map((one) => runsThat[one]);
  const last = from.pop() ?? '';
  const list = from.length === 0 ? last : `${from.join(', ')} or ${last}`;
  return { can: false, because: `${whatItIs[state]}; only a run ${list} can ${doing}` };
}

/** The second half of a sentence about a run: `run 7 is in review`. */
export const whatItIs: Readonly<Record<RunState, string>> = {
  calculating: 'is being calculated',
  review: 'is in review',
  approved: 'is approved and about to be committed',
  committed: 'is committed',
  failed: 'has failed',
  voided: 'is voided',
};

const runsThat: Readonly<Record<RunState, string>> = {
  calculating: 'being calculated',
  review: 'in review',
  approved: 'that is approved',
  committed: 'committed',
  failed: 'that has failed',
  voided: 'voided',
};

const spelled: Readonly<Record<RunMove, string>> = {
  review: 'go to review',
  approve: 'be approved',
  commit: 'be committed',
  fail: 'fail',
  retry: 'be retried',
  recalculate: 'be recalculated',
  void: 'be voided',
};
